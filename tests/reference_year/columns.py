"""What the columns of the year's files may hold."""

from __future__ import annotations

COLUMNS = {
    "populations": "population_ref kind:population region_code:region organisation_ref? count:number as_of:date",
    "organisations": "organisation_ref name kind:organisation region_code:region parent_ref? field?:field "
    "founded_on?:date dissolved_on?:date successor_ref?",
    "volunteers": "volunteer_ref name document_type:document document_number birth_date:date sex:sex phone "
    "home_region_code:region skills? party_member:yes_no league_member:yes_no student_stage?:school "
    "guardian_consent_on?:date identity_status:identity latitude:latitude longitude:longitude registered_on?:date",
    "merges": "merge_ref kept_ref merged_ref merged_at:time undone_at?:time",
    "transfers": "transfer_ref volunteer_ref to_region_code:region requested_at:time decided_at?:time "
    "decision?:decision reason?",
    "terms": "term_ref organisation_ref volunteer_ref office:office elected_on:date ends_on:date",
    "affiliations": "affiliation_ref volunteer_ref organisation_ref kind:affiliation stage?:stage from:date to?:date",
    "licences": "licence_ref volunteer_ref kind:licence valid_from:date valid_to?:date verified:yes_no",
    "insurance": "insurance_ref volunteer_ref insurer from:date to?:date",
    "partners": "partner_ref name department:department",
    "consents": "consent_ref volunteer_ref purpose:purpose receiver_ref given_at:time withdrawn_at?:time",
    "projects": "project_ref programme:programme name organisation_ref region_code:region from:date to:date "
    "target_group:group risk:risk",
    "funds": "fund_ref name kind:fund organisation_ref opened_on:date",
    "sites": "site_ref name kind:site region_code:region latitude:latitude longitude:longitude fence_metres?:number",
    "stations": "station_ref name organisation_ref kind:station opened_on:date closed_on?:date",
    "posts": "post_ref project_ref? site_ref organisation_ref title service:service skill_required? "
    "minimum_age:number licence_required?:licence qualification_required?",
    "shifts": "shift_ref post_ref starts_at:time ends_at:time capacity:number",
    "opening_balances": "balance_ref volunteer_ref minutes:number region_code:region as_of:date source",
    "availability": "volunteer_ref date:date part_of_day:part",
    "courses": "course_ref category:course level:level organisation_ref region_code:region starts_on:date ends_on:date "
    "places:number pass_mark?:number qualification valid_months?:number backbone:yes_no",
    "enrolments": "enrolment_ref course_ref volunteer_ref at:time sessions_attended?:number sessions?:number "
    "score?:number",
    "placements": "placement_ref programme:long volunteer_ref place:place applied_on:date selected_on?:date refusal? "
    "starts_on?:date months:number extended_months:number left_on?:date left_reason? monthly_allowance_fen:number",
    "calls": "call_ref title categories:categories opens_at:time closes_at:time",
    "works": "work_ref call_ref category:work organisation_ref title submitted_at:time",
    "work_scores": "score_ref work_ref juror_ref juror_organisation_ref score:score conflict_declared:yes_no at:time",
    "needs": "need_ref organisation_ref region_code:region latitude:latitude longitude:longitude category:resource "
    "unit quantity:number opened_on:date closed_on?:date",
    "offers": "offer_ref donor scope_region_code:region latitude:latitude longitude:longitude category:resource unit "
    "quantity:number opened_on:date closed_on?:date",
    "beneficiaries": "beneficiary_ref kind:whom region_code:region household:household registered_on:date",
    "pairings": "pairing_ref programme:pairing beneficiary_ref organisation_ref team proposed_on:date agreed_on?:date "
    "guardian_agreed_on?:date ended_on?:date end_reason?",
    "visits": "visit_ref pairing_ref volunteer_ref starts_at:time ends_at:time kind:visit lesson_kind?:lesson",
    "sign_up_actions": "action_ref action:action sign_up_ref? shift_ref? volunteer_ref? at:time",
    "attendance": "attendance_ref shift_ref volunteer_ref checked_in_at:time checked_out_at?:time method:method "
    "recorded_by? approved_by?",
    "fund_entries": "entry_ref fund_ref kind:entry amount_fen?:number project_ref? first_approver? second_approver? "
    "of_ref? at:time",
    "benefits": "benefit_ref partner_ref name min_stars?:number min_minutes?:number within_days?:number "
    "region_code:region from:date to?:date",
    "partner_reports": "report_ref partner_ref volunteer_ref benefit_ref? kind:report at:time",
    "award_cycles": "cycle_ref category:award period_from:date period_to:date nominations_from:date "
    "nominations_to:date notice_days:number quota:number min_minutes?:number min_minutes_in_period?:number "
    "min_volunteers?:number min_measured_share?:number",
    "nominations": "nomination_ref cycle_ref subject_ref nominated_by at:time",
    "award_scores": "score_ref nomination_ref juror_ref juror_organisation_ref score:score conflict_declared:yes_no "
    "at:time",
    "award_objections": "objection_ref nomination_ref at:time upheld:yes_no",
}
"""The files in their order: their columns, `?` where one may be empty, and after a colon what it holds if not text."""

WORDS = {
    "population": "volunteers organisations projects league_members party_members universities middle_schools",
    "organisation": "federation service_team school_association school_corps school alliance company institution "
    "party_branch league_branch",
    "field": "law community_correction aid emergency medicine culture",
    "document": "resident_id hk_macao_permit taiwan_permit passport",
    "sex": "F M",
    "yes_no": "yes no",
    "school": "primary junior_high senior_high university",
    "identity": "verified unverified",
    "decision": "accepted declined",
    "office": "chair vice_chair secretary_general",
    "affiliation": "party_member league_member student employee",
    "stage": "junior_high senior_high vocational university",
    "licence": "lawyer doctor nurse teacher social_worker first_aid driver",
    "department": "education human_resources transport health finance insurance",
    "purpose": "benefits school_record insurance",
    "programme": "warm_winter action_month sunshine sunrise culture_festival mountain_plan western_plan hk_macao "
    "international training alliance community",
    "long": "mountain_plan western_plan international hk_macao",
    "group": "residents disabled migrant_children elderly youth_at_risk travellers",
    "risk": "none risky",
    "resource": "goods money place skill",
    "fund": "general university industry city",
    "entry": "donation grant refund",
    "site": "rail_station airport coach_station port service_area petrol_station community_station school institution",
    "station": "home station",
    "service": "guidance order priority_help convenience emergency",
    "part": "morning afternoon evening",
    "work": "advertisement video microfilm literature",
    "course": "concept project team skill",
    "level": "province city county",
    "whom": "disabled_youth disability_institution migrant_child left_behind_child elder youth_at_risk",
    "household": "urban rural",
    "pairing": "sunshine sunrise alliance community",
    "visit": "visit lesson respite therapy employment",
    "lesson": "companionship tutoring city self_protection care_gift",
    "action": "sign_up cancel",
    "award": "volunteer project organisation community",
    "report": "redeemed breach breach_resolved",
    "method": "qr gps attested backfilled",
}

KEYS = {"availability": 3, "award_cycles": 2}
"""Files whose rows have no reference of their own: so many of their columns together are it."""

ENDS = {
    "to": ("from",),
    "valid_to": ("valid_from",),
    "dissolved_on": ("founded_on",),
    "closed_on": ("opened_on",),
    "ends_at": ("starts_at",),
    "closes_at": ("opens_at",),
    "ends_on": ("elected_on", "starts_on"),
    "ended_on": ("proposed_on",),
    "withdrawn_at": ("given_at",),
    "undone_at": ("merged_at",),
    "decided_at": ("requested_at",),
    "left_on": ("starts_on",),
    "period_to": ("period_from",),
    "nominations_to": ("nominations_from",),
}
"""What ends, and what it cannot end before. Signing out before signing in is no matter of form."""

NEEDED = {
    ("sign_up_actions", "sign_up_ref"): {"cancel"},
    ("sign_up_actions", "shift_ref"): {"sign_up"},
    ("sign_up_actions", "volunteer_ref"): {"sign_up"},
    ("fund_entries", "amount_fen"): {"donation", "grant"},
    ("fund_entries", "project_ref"): {"grant"},
    ("fund_entries", "of_ref"): {"refund"},
    ("visits", "lesson_kind"): {"lesson"},
    ("populations", "organisation_ref"): {"league_members", "party_members"},
    ("affiliations", "stage"): {"student"},
    ("partner_reports", "benefit_ref"): {"redeemed"},
}
"""Columns that must be there for rows of some kinds."""
