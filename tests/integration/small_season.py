"""A season of a few rows with every outcome there is, as commands in the order in which they must reach a service.

Rows of one reference stay in their order, since the first of them counts, and the steps of a volunteer follow its row;
all others may come in any order.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from services.hours.balances import usecases as hours
from services.incentives.awards.kind import AWARD_CYCLES as CYCLE_KIND
from services.incentives.benefits.kind import BENEFITS as BENEFIT_KIND
from services.incentives.nominations.kind import NOMINATIONS as NOMINATION_KIND
from services.incentives.nominations.kind import OBJECTIONS as OBJECTION_KIND
from services.incentives.nominations.kind import SCORES as SCORE_KIND
from services.incentives.partners.kind import PARTNERS as PARTNER_KIND
from services.incentives.reports.kind import REPORTS as REPORT_KIND
from services.projects.attendance.usecases import log_attendance
from services.projects.availability.usecases import offer_availability
from services.projects.funds.kind import FUNDS as FUND_KIND
from services.projects.posts.usecases import open_posts
from services.projects.programmes.kind import PROJECTS as PROJECT_KIND
from services.projects.shifts.usecases import schedule_shifts
from services.projects.sites.usecases import open_sites
from services.projects.training.kind import COURSES as COURSE_KIND
from services.projects.works.kind import CALLS as CALL_KIND
from services.registry.affiliations.kind import AFFILIATIONS as AFFILIATION_KIND
from services.registry.consents.kind import CONSENTS as CONSENT_KIND
from services.registry.credentials.kind import INSURANCE as INSURANCE_KIND
from services.registry.credentials.kind import LICENCES as LICENCE_KIND
from services.registry.erasure.usecases import erase
from services.registry.merges.kind import MERGES as MERGE_KIND
from services.registry.organisations import usecases as organisations
from services.registry.populations.kind import POPULATIONS as POPULATION_KIND
from services.registry.revocations.usecases import revoke, revoke_holder
from services.registry.stations.kind import STATIONS as STATION_KIND
from services.registry.terms.kind import TERMS as TERM_KIND
from services.registry.transfers.kind import TRANSFERS as TRANSFER_KIND
from services.registry.volunteers import steps
from services.registry.volunteers import usecases as volunteers
from shared.deciding import take
from shared.intake.rows import Line, Receipt
from shared.kinds import Kind
from shared.store.transaction import Transaction

Take = Callable[[Transaction, Sequence[Line]], Receipt]
Step = tuple[Take, Line] | Callable[[Transaction], Any]
"""A row for an intake, or a command of another kind."""

ORGANISATIONS = """\
organisation_ref,name,kind,region_code,parent_ref
team-gz,广州队,service_team,440100,org-gz
org-gz,广州市志愿者联合会,federation,440100,org-province
org-gz,另一个名字,federation,440100,org-province
org-province,广东省志愿者联合会,federation,440000,
team-sz,深圳队,service_team,440300,org-province
team-fs,佛山队,service_team,440600,org-gz
team-below,佛山二队,service_team,440600,team-fs
org-sz,深圳市志愿者联合会,federation,440300,
team-lost,无上级队,service_team,440100,org-unknown
"""
VOLUNTEERS = """\
volunteer_ref,document_number,birth_date,home_region_code,skills,guardian_consent_on,identity_status,phone
v-1,E00000001,1990-01-01,440100,english,,verified,19000000001
v-2,E00000002,1991-01-01,440300,first_aid|english,,verified,19000000002
v-2,E00000002,1991-01-01,440100,first_aid|english,,verified,19000000022
v-unverified,E00000003,1992-01-01,440100,,,unverified,19000000003
v-later,E00000004,1993-01-01,440100,,,unverified,19000000004
v-minor,E00000005,2001-03-01,440100,,,verified,19000000005
v-late-consent,E00000006,2001-03-01,440100,,2018-02-20,verified,19000000006
v-consent,E00000007,2001-03-01,440100,,,verified,19000000007
v-child,E00000008,2009-06-01,440100,,2018-01-15,verified,19000000008
v-revoked,E00000009,1994-01-01,440100,,,verified,19000000009
v-guarded,E00000011,2001-03-01,440100,,,verified,19000000011
v-erased,E00000020,1990-01-01,440100,,,verified,19000000020
v-kept,E00000031,1990-01-01,440100,,,verified,19000000031
v-away,E00000032,1990-01-01,440100,,,verified,19000000032
v-pair,E00000033,1990-01-01,440100,,,verified,19000000033
v-apart,E00000034,1990-01-01,440100,,,verified,19000000034
v-malformed,E1,1994-01-01,440100,,,verified,19000000010
v-moving,E00000012,1995-01-01,440100,,,verified,19000000012
v-twice,E00000013,1995-01-01,440100,,,verified,19000000013
v-again,E00000014,1995-01-01,440100,,,verified,19000000014
"""
SITES = """\
site_ref,name,kind,region_code,latitude,longitude
site-gz,广州南站,rail_station,440113,22.99,113.27
site-sz,宝安机场,airport,440300,22.64,113.81
site-fs,佛山西站,rail_station,440600,23.05,113.03
site-fs,佛山东站,rail_station,440600,23.05,113.03
"""
POSTS = """\
post_ref,project_ref,site_ref,organisation_ref,title,service,skill_required,minimum_age
post-gz,warm-winter,site-gz,team-gz,引导岗,guidance,,14
post-sz,warm-winter,site-sz,team-sz,秩序岗,order,,14
post-fs,warm-winter,site-fs,team-gz,急救岗,emergency,first_aid,16
post-nowhere,warm-winter,site-unknown,team-gz,引导岗,guidance,,14
"""
SHIFTS = """\
shift_ref,post_ref,starts_at,ends_at,capacity
gz-14,post-gz,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,3
gz-15,post-gz,2018-02-15T08:00:00+08:00,2018-02-15T12:00:00+08:00,2
gz-long,post-gz,2018-02-16T07:00:00+08:00,2018-02-16T16:00:00+08:00,2
gz-longer,post-gz,2018-02-17T07:00:00+08:00,2018-02-17T20:00:00+08:00,2
sz-18,post-sz,2018-02-18T13:00:00+08:00,2018-02-18T17:00:00+08:00,1
fs-19,post-fs,2018-02-19T18:00:00+08:00,2018-02-19T22:00:00+08:00,2
fs-19,post-fs,2018-02-19T18:00:00+08:00,2018-02-19T21:00:00+08:00,2
nowhere,post-nowhere,2018-02-20T08:00:00+08:00,2018-02-20T12:00:00+08:00,1
early,post-unknown,2018-02-20T08:00:00+08:00,2018-02-20T12:00:00+08:00,1
backwards,post-gz,2018-02-20T12:00:00+08:00,2018-02-20T08:00:00+08:00,1
"""
AVAILABILITY = """\
volunteer_ref,date,part_of_day
v-1,2018-02-14,morning
v-1,2018-02-14,morning
v-2,2018-02-14,morning
v-2,2018-02-19,evening
v-consent,2018-02-15,morning
v-unknown,2018-02-15,morning
v-kept,2018-02-14,morning
v-away,2018-02-14,morning
v-away,2018-02-15,morning
v-erased,2018-02-14,morning
"""
ATTENDANCE = """\
attendance_ref,shift_ref,volunteer_ref,checked_in_at,checked_out_at,method,recorded_by,approved_by
plain,gz-14,v-2,2018-02-14T08:05:00+08:00,2018-02-14T12:00:00+08:00,qr,,
twin-1,gz-14,v-1,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
twin-2,gz-14,v-1,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
twin-3,gz-14,v-1,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
attested,gz-15,v-1,2018-02-15T07:50:00+08:00,2018-02-15T12:10:00+08:00,attested,leader-1,
attested,gz-15,v-1,2018-02-15T07:50:00+08:00,2018-02-15T12:20:00+08:00,attested,leader-1,
gps,sz-18,v-1,2018-02-18T13:00:00+08:00,2018-02-18T17:00:00+08:00,gps,,
foshan,fs-19,v-2,2018-02-19T18:00:00+08:00,2018-02-19T22:00:00+08:00,qr,,
foshan,fs-19,v-2,2018-02-19T18:00:00+08:00,2018-02-19T22:00:00+08:00,qr,,
verified-later,gz-14,v-later,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
with-consent,gz-15,v-consent,2018-02-15T08:00:00+08:00,2018-02-15T12:00:00+08:00,qr,,
no-shift,shift-unknown,v-1,2018-02-20T08:00:00+08:00,2018-02-20T12:00:00+08:00,qr,,
no-site,nowhere,v-1,2018-02-20T08:00:00+08:00,2018-02-20T12:00:00+08:00,qr,,
nobody,gz-14,v-unknown,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
open,gz-15,v-2,2018-02-15T08:00:00+08:00,,qr,,
negative,gz-15,v-2,2018-02-15T12:00:00+08:00,2018-02-15T08:00:00+08:00,qr,,
elsewhen,gz-15,v-2,2018-02-17T08:00:00+08:00,2018-02-17T12:00:00+08:00,qr,,
unverified,gz-14,v-unverified,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
no-consent,gz-14,v-minor,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
consent-after,gz-14,v-late-consent,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
child,gz-14,v-child,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
one-person,gz-15,v-later,2018-02-15T08:00:00+08:00,2018-02-15T12:00:00+08:00,backfilled,admin-1,admin-1
notice,sz-18,v-later,2018-02-18T13:00:00+08:00,2018-02-18T17:00:00+08:00,backfilled,admin-1,admin-2
own-record,sz-18,v-later,2018-02-18T13:00:00+08:00,2018-02-18T17:00:00+08:00,backfilled,admin-1,V-Later
twice,gz-15,v-2,2018-02-15T08:00:00+08:00,2018-02-15T08:00:40+08:00,qr,,
parent,gz-long,v-1,2018-02-16T07:00:00+08:00,2018-02-16T16:00:00+08:00,qr,,
province,gz-longer,v-1,2018-02-17T07:00:00+08:00,2018-02-17T20:00:00+08:00,qr,,
kept,gz-14,v-kept,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
away,gz-15,v-away,2018-02-15T08:00:00+08:00,2018-02-15T12:00:00+08:00,qr,,
pair,gz-14,v-pair,2018-02-14T08:00:00+08:00,2018-02-14T12:00:00+08:00,qr,,
apart,gz-15,v-apart,2018-02-15T08:00:00+08:00,2018-02-15T12:00:00+08:00,qr,,
elsewhere,fs-19,gz:v-1,2018-02-19T18:00:00+08:00,2018-02-19T20:00:00+08:00,qr,,
no-time,gz-14,v-2,02/30/2018 9am,2018-02-14T12:00:00+08:00,qr,,
"""
BALANCES = """\
balance_ref,volunteer_ref,minutes,region_code,as_of,source
b-1,v-1,18100,440100,2017-12-31,city_system_export
b-2,v-1,3000,440100,2016-12-31,city_system_export
b-3,v-2,6200,440300,2014-12-31,city_system_export
b-3,v-2,6300,440300,2014-12-31,city_system_export
b-4,v-2,20000,440600,2012-12-31,city_system_export
b-5,v-unverified,900,440600,2017-12-31,city_system_export
b-6,v-unknown,900,440600,2017-12-31,city_system_export
b-kept,v-kept,3600,440600,2017-12-31,city_system_export
b-away,v-away,3000,440600,2017-12-31,city_system_export
b-pair,v-pair,3600,440300,2017-12-31,city_system_export
b-apart,v-apart,3000,440300,2017-12-31,city_system_export
b-elsewhere,gz:v-1,60,440300,2017-12-31,city_system_export
"""
TERMS = """\
term_ref,organisation_ref,volunteer_ref,office,elected_on,ends_on
t-chair,org-gz,v-1,chair,2015-01-01,2019-12-31
t-chair,org-gz,v-2,chair,2015-01-01,2019-12-31
t-later,team-gz,v-later,vice_chair,2017-01-01,2017-12-31
t-minor,org-gz,v-minor,secretary_general,2018-01-01,2019-12-31
t-nobody,org-gz,v-unknown,chair,2018-01-01,2019-12-31
t-lost,team-lost,v-unknown,chair,2018-01-01,2019-12-31
"""
STATIONS = """\
station_ref,name,organisation_ref,kind,opened_on,closed_on
site-gz,广州南站驿站,team-gz,station,2016-01-01,
site-sz,宝安志愿者之家,team-sz,home,2016-01-01,2018-02-28
site-fs,佛山西站驿站,team-lost,station,2016-01-01,
site-unknown,无站点,org-unknown,station,2016-01-01,
"""
POPULATIONS = """\
population_ref,kind,region_code,organisation_ref,count,as_of
n-volunteers,volunteers,440100,,32,2018-06-30
n-volunteers,volunteers,440100,,33,2018-06-30
n-league,league_members,440100,team-gz,7,2018-06-30
n-lost,party_members,440100,team-lost,7,2018-06-30
n-nobody,party_members,440100,,7,2018-06-30
"""
AFFILIATIONS = """\
affiliation_ref,volunteer_ref,organisation_ref,kind,stage,from,to
a-party,v-1,org-gz,party_member,,2017-01-01,
a-student,v-consent,team-gz,student,university,2017-09-01,2021-07-10
a-student,v-consent,team-gz,student,university,2016-09-01,2021-07-10
a-nobody,v-unknown,team-gz,employee,,2017-01-01,
a-nowhere,v-1,org-unknown,employee,,2017-01-01,
a-stage,v-1,team-gz,employee,university,2017-01-01,
"""
LICENCES = """\
licence_ref,volunteer_ref,kind,valid_from,valid_to,verified
l-nurse,v-1,nurse,2015-01-01,2019-12-31,yes
l-driver,v-consent,driver,2015-01-01,,no
l-driver,v-consent,driver,2015-01-01,,no
l-nobody,v-unknown,driver,2015-01-01,,no
"""
INSURANCE = """\
insurance_ref,volunteer_ref,insurer,from,to
i-1,v-1,平安养老,2018-01-01,2018-12-31
i-1,v-1,中国人保,2018-01-01,2018-12-31
i-nobody,v-unknown,平安养老,2018-01-01,2018-12-31
"""
PARTNERS = """\
partner_ref,name,department
p-health,广东省医院,health
p-health,广州市医院,health
p-finance,广东省银行,finance
"""
BENEFITS = """\
benefit_ref,partner_ref,name,min_stars,min_minutes,within_days,region_code,from,to
n-bus,p-health,体检优待,1,60,,440000,2018-01-01,
n-bus,p-health,体检优待,2,60,,440000,2018-01-01,
n-past,p-finance,贷款优待,,,365,440100,2018-01-01,2018-06-30
n-lost,p-unknown,优待,,,,440000,2018-01-01,
"""
CYCLES = """\
cycle_ref,category,period_from,period_to,nominations_from,nominations_to,notice_days,quota,min_minutes,min_minutes_in_period,min_volunteers,min_measured_share
k-2018,volunteer,2018-01-01,2018-01-31,2018-02-01,2018-02-10,7,1,60,60,,
k-2018,project,2018-01-01,2018-01-31,2018-02-01,2018-02-10,7,1,,60,1,
k-2018,project,2018-01-01,2018-01-31,2018-02-01,2018-02-11,7,1,,60,1,
k-open,volunteer,2018-02-01,2018-02-28,2018-03-01,2018-03-10,7,1,,60,,
k-open,organisation,2018-02-01,2018-02-28,2018-03-01,2018-03-10,7,1,,60,2,50
k-open,community,2018-02-01,2018-02-28,2018-03-01,2018-03-10,7,1,,60,2,
k-open,project,2018-02-01,2018-02-28,2018-03-01,2018-03-10,7,1,,60,2,
k-back,project,2018-01-31,2018-01-01,2018-02-01,2018-02-10,7,1,,60,1,
"""
REPORTS = """\
report_ref,partner_ref,volunteer_ref,benefit_ref,kind,at
r-redeemed,p-health,v-1,n-bus,redeemed,2018-02-20T09:00:00+08:00
r-redeemed,p-health,v-1,n-past,redeemed,2018-02-20T09:00:00+08:00
r-breach,p-finance,gz:v-1,,breach,2018-02-21T09:00:00+08:00
r-resolved,p-finance,v-1,,breach_resolved,2018-02-22T09:00:00+08:00
r-away,p-health,v-away,,breach,2018-02-22T09:00:00+08:00
r-erased,p-health,v-erased,,breach,2018-02-22T09:00:00+08:00
r-nobody,p-health,v-unknown,n-unknown,redeemed,2018-02-20T09:00:00+08:00
r-nothing,p-health,v-2,n-unknown,redeemed,2018-02-20T09:00:00+08:00
r-lost,p-unknown,v-2,n-lost,redeemed,2018-02-20T09:00:00+08:00
r-nameless,p-health,v-2,,redeemed,2018-02-20T09:00:00+08:00
"""
NOMINATIONS = """\
nomination_ref,cycle_ref,subject_ref,nominated_by,at
n-1,k-open,v-1,v-2,2018-03-02T09:00:00+08:00
n-1,k-open,v-1,v-2,2018-03-02T10:00:00+08:00
n-later,k-open,gz:v-1,v-later,2018-03-03T09:00:00+08:00
n-own,k-open,v-2,v-2,2018-03-02T09:00:00+08:00
n-2,k-open,v-2,v-1,2018-03-04T09:00:00+08:00
n-late,k-open,v-pair,v-1,2018-03-11T00:00:00+08:00
n-pair,k-open,v-pair,v-1,2018-03-10T23:59:59+08:00
n-apart,k-open,v-apart,v-1,2018-03-10T09:00:00+08:00
n-kept,k-open,v-kept,v-1,2018-03-02T09:00:00+08:00
n-idle,k-open,v-moving,v-1,2018-03-02T09:00:00+08:00
n-team,k-open,team-gz,v-1,2018-03-02T09:00:00+08:00
n-station,k-open,site-gz,v-1,2018-03-02T09:00:00+08:00
n-project,k-open,project-gz,v-1,2018-03-02T09:00:00+08:00
n-closed,k-2018,site-gz,v-1,2018-02-02T09:00:00+08:00
n-erased,k-open,v-erased,v-1,2018-03-02T09:00:00+08:00
n-nowhere,k-unknown,v-1,v-2,2018-03-02T09:00:00+08:00
n-nobody,k-open,v-unknown,v-2,2018-03-02T09:00:00+08:00
n-by-nobody,k-open,v-1,v-unknown,2018-03-02T09:00:00+08:00
"""
SCORES = """\
score_ref,nomination_ref,juror_ref,juror_organisation_ref,score,conflict_declared,at
s-1,n-1,juror-1,jury-1,80,no,2018-03-20T09:00:00+08:00
s-1,n-1,juror-1,jury-1,81,no,2018-03-20T09:00:00+08:00
s-2,n-1,juror-2,jury-2,81,no,2018-03-20T09:00:00+08:00
s-3,n-1,juror-3,jury-3,90,no,2018-03-20T09:00:00+08:00
s-again,n-1,juror-3,jury-3,20,no,2018-03-21T09:00:00+08:00
s-near,n-1,juror-4,org-gz,100,no,2018-03-20T09:00:00+08:00
s-by,n-1,v-2,jury-2,100,no,2018-03-20T09:00:00+08:00
s-declared,n-1,juror-5,jury-5,10,yes,2018-03-20T09:00:00+08:00
s-21,n-2,juror-1,jury-1,95,no,2018-03-20T09:00:00+08:00
s-22,n-2,juror-2,jury-2,95,no,2018-03-20T09:00:00+08:00
s-23,n-2,juror-3,jury-3,95,no,2018-03-20T09:00:00+08:00
s-own,n-own,juror-1,jury-1,95,no,2018-03-20T09:00:00+08:00
s-team,n-team,juror-1,team-gz,95,no,2018-03-20T09:00:00+08:00
s-nothing,n-unknown,juror-1,jury-1,95,no,2018-03-20T09:00:00+08:00
"""
OBJECTIONS = """\
objection_ref,nomination_ref,at,upheld
o-1,n-2,2018-04-12T09:00:00+08:00,yes
o-2,n-2,2018-04-11T09:00:00+08:00,yes
o-early,n-1,2018-04-09T23:59:59+08:00,yes
o-not,n-1,2018-04-12T09:00:00+08:00,no
o-nothing,n-unknown,2018-04-12T09:00:00+08:00,yes
"""
CONSENTS = """\
consent_ref,volunteer_ref,purpose,receiver_ref,given_at,withdrawn_at
c-1,v-1,benefits,p-health,2018-01-10T09:00:00+08:00,
c-1,v-1,insurance,p-health,2018-01-10T09:00:00+08:00,
c-withdrawn,v-consent,benefits,p-finance,2018-01-10T09:00:00+08:00,2018-02-10T09:00:00+08:00
c-school,v-consent,school_record,team-gz,2018-01-10T09:00:00+08:00,
c-nobody,v-unknown,benefits,p-health,2018-01-10T09:00:00+08:00,
c-to-nobody,v-1,benefits,p-unknown,2018-01-10T09:00:00+08:00,
"""
TRANSFERS = """\
transfer_ref,volunteer_ref,to_region_code,requested_at,decided_at,decision,reason
t-first,v-moving,440300,2018-01-05T09:00:00+08:00,2018-01-10T09:00:00+08:00,accepted,
t-second,v-moving,440600,2018-01-20T09:00:00+08:00,2018-02-20T09:00:00+08:00,accepted,
t-there,v-moving,440600,2018-02-25T09:00:00+08:00,2018-03-01T09:00:00+08:00,accepted,搬家
t-there,v-moving,440600,2018-02-25T09:00:00+08:00,2018-03-01T09:00:00+08:00,accepted,升学
t-declined,v-moving,440700,2018-02-25T09:00:00+08:00,2018-03-01T09:00:00+08:00,declined,
t-open,v-moving,440800,2018-02-25T09:00:00+08:00,,,
t-nobody,v-unknown,440600,2018-03-01T09:00:00+08:00,,,
"""
MERGES = """\
merge_ref,kept_ref,merged_ref,merged_at,undone_at
m-apart,v-twice,v-again,2018-02-01T09:00:00+08:00,2018-02-10T09:00:00+08:00
m-one,v-twice,v-again,2018-02-20T09:00:00+08:00,
m-one,v-twice,v-again,2018-02-21T09:00:00+08:00,
m-chain,v-again,v-guarded,2018-02-25T09:00:00+08:00,
m-self,v-again,v-again,2018-02-12T09:00:00+08:00,
m-nobody,v-twice,v-unknown,2018-02-20T09:00:00+08:00,
m-away,v-kept,v-away,2018-02-25T09:00:00+08:00,
m-parted,v-pair,v-apart,2018-02-25T09:00:00+08:00,2018-03-01T09:00:00+08:00
"""
PERSON = {
    "name": "陈木棉",
    "document_type": "passport",
    "sex": "F",
    "party_member": "no",
    "league_member": "no",
    "student_stage": "",
    "latitude": "23.1",
    "longitude": "113.2",
}
OUTCOMES = {
    "plain": "credited",
    "attested": "credited",
    "gps": "credited",
    "foshan": "credited",
    "verified-later": "credited",
    "with-consent": "credited",
    **dict.fromkeys(("kept", "away", "pair", "apart", "elsewhere"), "credited"),
    "no-shift": "held:unknown_shift",
    "no-site": "held:unknown_shift",
    "nobody": "held:unknown_volunteer",
    "open": "held:open_attendance",
    "negative": "rejected:negative_duration",
    "elsewhen": "rejected:outside_window",
    "unverified": "held:unverified_volunteer",
    "no-consent": "held:guardian_consent_missing",
    "consent-after": "held:guardian_consent_missing",
    "child": "rejected:too_young",
    "one-person": "held:second_person_required",
    "notice": "held:public_notice",
    "own-record": "held:second_person_required",
    "twice": "rejected:too_short",
    "parent": "held:parent_approval",
    "province": "held:provincial_approval",
}
"""What must become of each attendance, but for the twins: one of them is credited, the others overlap it."""
PROJECTS = """\
project_ref,programme,name,organisation_ref,region_code,from,to,target_group,risk
project-gz,action_month,行动月,team-gz,440100,2018-03-01,2018-03-31,residents,none
project-long,community,太长,team-gz,440100,2016-01-01,2018-03-31,residents,none
project-lost,community,无组织,team-unknown,440100,2018-01-01,2018-03-31,residents,none
"""
COURSES = """\
course_ref,category,level,organisation_ref,region_code,starts_on,ends_on,places,pass_mark,qualification,valid_months,backbone
course-1,project,city,team-gz,440100,2018-01-02,2018-01-05,1,,emergency_care,,yes
"""
CALLS = """\
call_ref,title,categories,opens_at,closes_at
call-1,公益作品征集,video,2018-01-22T09:00:00+08:00,2018-03-08T09:00:00+08:00
"""
FUNDS = """\
fund_ref,name,kind,organisation_ref,opened_on
fund-1,高校志愿服务基金,university,team-gz,2017-06-01
"""
TWINS = ("twin-1", "twin-2", "twin-3")


def commands(service: str) -> list[list[Step]]:
    """The commands of a service: lists whose own order counts, in any order among each other."""
    intakes = INTAKES.get(service, ())
    groups = {group: steps for intake in intakes for group, steps in _rows(*intake).items()}
    if service == "registry":
        for reference, life in LIVES.items():
            groups[volunteers.register_volunteers, reference] += life
        groups[organisations.register_organisations, "org-province"] += ORGANISATION_LIFE
    return [*groups.values(), *([[_revoke_a_token], [_revoke_a_holder]] if service == "registry" else [])]


def _rows(take: Take, text: str, key: str, more: dict[str, str]) -> dict[tuple[Take, str], list[Step]]:
    by_reference: dict[tuple[Take, str], list[Step]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        seen[str(row)] += 1
        by_reference[take, row[key]].append((take, Line(number, {**row, **more}, seen[str(row)])))
    return by_reference


def _declared(kind: Kind) -> Take:
    """How rows of a kind come in that asks for nothing besides."""
    return lambda transaction, lines: take(transaction, kind, lines)


def _revoke_a_token(transaction: Transaction) -> Any:
    """Which every service hears of."""
    return revoke(transaction, "token-1")


def _revoke_a_holder(transaction: Transaction) -> Any:
    """Every service hears of it."""
    return revoke_holder(transaction, "gz", "officer-7")


def _register_elsewhere(transaction: Transaction) -> Receipt:
    """Another city has the first volunteer, too, and knows another phone."""
    transaction.source = "gz"
    row = next(csv.DictReader(io.StringIO(VOLUNTEERS)))
    return volunteers.register_volunteers(transaction, [Line(2, {**row, **PERSON, "phone": "19000001111"})])


def _name_successor(transaction: Transaction) -> Any:
    """What it runs passes to another one when it is dissolved."""
    facts = {"name": "广东省志愿者联合会", "field": None, "successor_ref": "org-gz"}
    return organisations.change_facts(transaction, "org-province", facts, None)


def _dissolve(transaction: Transaction) -> Any:
    """Its members count elsewhere from then on."""
    return organisations.dissolve(transaction, "org-province", {"dissolved_on": dt.date(2040, 1, 1)}, None)


ORGANISATION_LIFE: list[Step] = [_name_successor, _dissolve]
"""What becomes of the uppermost organisation after its row."""

LIVES: dict[str, list[Step]] = {
    "v-1": [_register_elsewhere],
    "v-2": [lambda transaction: steps.change_facts(transaction, "v-2", {"phone": "19000000222"})],
    "v-later": [lambda transaction: steps.record_answer(transaction, "v-later", "verified")],
    "v-consent": [lambda transaction: steps.record_consent(transaction, "v-consent", dt.date(2018, 1, 15))],
    "v-revoked": [lambda transaction: steps.record_answer(transaction, "v-revoked", "unverified")],
    "v-guarded": [
        lambda transaction: steps.record_consent(transaction, "v-guarded", dt.date(2018, 1, 20)),
        lambda transaction: steps.record_consent(transaction, "v-guarded", None),
    ],
    "v-erased": [lambda transaction: erase(transaction, "v-erased")],
}
"""What becomes of volunteers after the rows of their reference."""

INTAKES: dict[str, tuple[tuple[Take, str, str, dict[str, str]], ...]] = {
    "registry": (
        (organisations.register_organisations, ORGANISATIONS, "organisation_ref", {}),
        (volunteers.register_volunteers, VOLUNTEERS, "volunteer_ref", PERSON),
        (_declared(TERM_KIND), TERMS, "term_ref", {}),
        (_declared(STATION_KIND), STATIONS, "station_ref", {}),
        (_declared(POPULATION_KIND), POPULATIONS, "population_ref", {}),
        (_declared(AFFILIATION_KIND), AFFILIATIONS, "affiliation_ref", {}),
        (_declared(LICENCE_KIND), LICENCES, "licence_ref", {}),
        (_declared(INSURANCE_KIND), INSURANCE, "insurance_ref", {}),
        (_declared(CONSENT_KIND), CONSENTS, "consent_ref", {}),
        (_declared(TRANSFER_KIND), TRANSFERS, "transfer_ref", {}),
        (_declared(MERGE_KIND), MERGES, "merge_ref", {}),
    ),
    "projects": (
        (_declared(PROJECT_KIND), PROJECTS, "project_ref", {}),
        (_declared(COURSE_KIND), COURSES, "course_ref", {}),
        (_declared(CALL_KIND), CALLS, "call_ref", {}),
        (_declared(FUND_KIND), FUNDS, "fund_ref", {}),
        (open_sites, SITES, "site_ref", {}),
        (open_posts, POSTS, "post_ref", {}),
        (schedule_shifts, SHIFTS, "shift_ref", {}),
        (offer_availability, AVAILABILITY, "volunteer_ref", {}),
        (log_attendance, ATTENDANCE, "attendance_ref", {}),
    ),
    "incentives": (
        (_declared(PARTNER_KIND), PARTNERS, "partner_ref", {}),
        (_declared(BENEFIT_KIND), BENEFITS, "benefit_ref", {}),
        (_declared(CYCLE_KIND), CYCLES, "cycle_ref", {}),
        (_declared(REPORT_KIND), REPORTS, "report_ref", {}),
        (_declared(NOMINATION_KIND), NOMINATIONS, "nomination_ref", {}),
        (_declared(SCORE_KIND), SCORES, "score_ref", {}),
        (_declared(OBJECTION_KIND), OBJECTIONS, "objection_ref", {}),
    ),
    "hours": ((hours.take_balances, BALANCES, "balance_ref", {}),),
}
