"""What the columns of every file hold, and how they can go wrong."""

# What a column holds decides how a row can be malformed in it; "?" says that it may be empty.
SCHEMA = {
    "populations": "population_ref:text kind:word region_code:region organisation_ref:text? count:int as_of:date",
    "organisations": "organisation_ref:text name:text kind:word region_code:region parent_ref:text? field:word? "
    "founded_on:date? dissolved_on:date? successor_ref:text?",
    "volunteers": "volunteer_ref:text name:text document_type:word document_number:text birth_date:date "
    "sex:word phone:text "
    "home_region_code:region skills:text? party_member:word league_member:word student_stage:word? "
    "guardian_consent_on:date? identity_status:word latitude:degrees longitude:degrees registered_on:date?",
    "merges": "merge_ref:text kept_ref:text merged_ref:text merged_at:time undone_at:time?",
    "transfers": "transfer_ref:text volunteer_ref:text to_region_code:region requested_at:time decided_at:time? "
    "decision:word? reason:text?",
    "terms": "term_ref:text organisation_ref:text volunteer_ref:text office:word elected_on:date ends_on:date",
    "affiliations": "affiliation_ref:text volunteer_ref:text organisation_ref:text kind:word stage:word? "
    "from:date to:date?",
    "licences": "licence_ref:text volunteer_ref:text kind:word valid_from:date valid_to:date? verified:word",
    "insurance": "insurance_ref:text volunteer_ref:text insurer:text from:date to:date?",
    "partners": "partner_ref:text name:text department:word",
    "consents": "consent_ref:text volunteer_ref:text purpose:word receiver_ref:text given_at:time withdrawn_at:time?",
    "projects": "project_ref:text programme:word name:text organisation_ref:text region_code:region from:date to:date "
    "target_group:word risk:word",
    "sites": "site_ref:text name:text kind:word region_code:region latitude:degrees longitude:degrees "
    "fence_metres:int?",
    "stations": "station_ref:text name:text organisation_ref:text kind:word opened_on:date closed_on:date?",
    "posts": "post_ref:text project_ref:text? site_ref:text organisation_ref:text title:text service:word "
    "skill_required:text? minimum_age:int licence_required:word? qualification_required:text?",
    "shifts": "shift_ref:text post_ref:text starts_at:time ends_at:time capacity:int",
    "opening_balances": "balance_ref:text volunteer_ref:text minutes:int region_code:region as_of:date source:text",
    "availability": "volunteer_ref:text date:date part_of_day:word",
    "courses": "course_ref:text category:word level:word organisation_ref:text region_code:region "
    "starts_on:date ends_on:date "
    "places:int pass_mark:int? qualification:text valid_months:int? backbone:word",
    "enrolments": "enrolment_ref:text course_ref:text volunteer_ref:text at:time sessions_attended:int? "
    "sessions:int? score:int?",
    "sign_up_actions": "action_ref:text action:word sign_up_ref:text? shift_ref:text? volunteer_ref:text? at:time",
    "attendance": "attendance_ref:text shift_ref:text volunteer_ref:text checked_in_at:time "
    "checked_out_at:time? method:word "
    "recorded_by:text? approved_by:text?",
    "beneficiaries": "beneficiary_ref:text kind:word region_code:region household:word registered_on:date",
    "pairings": "pairing_ref:text programme:word beneficiary_ref:text organisation_ref:text team:text proposed_on:date "
    "agreed_on:date? guardian_agreed_on:date? ended_on:date? end_reason:text?",
    "visits": "visit_ref:text pairing_ref:text volunteer_ref:text starts_at:time ends_at:time kind:word "
    "lesson_kind:word?",
    "placements": "placement_ref:text programme:word volunteer_ref:text place:region applied_on:date selected_on:date? "
    "refusal:text? starts_on:date? months:int extended_months:int? left_on:date? left_reason:text? "
    "monthly_allowance_fen:int",
    "calls": "call_ref:text title:text categories:word opens_at:time closes_at:time",
    "works": "work_ref:text call_ref:text category:word organisation_ref:text title:text submitted_at:time",
    "work_scores": "score_ref:text work_ref:text juror_ref:text juror_organisation_ref:text score:score "
    "conflict_declared:word at:time",
    "needs": "need_ref:text organisation_ref:text region_code:region latitude:degrees longitude:degrees "
    "category:word unit:text "
    "quantity:int opened_on:date closed_on:date?",
    "offers": "offer_ref:text donor:text scope_region_code:region latitude:degrees longitude:degrees "
    "category:word unit:text "
    "quantity:int opened_on:date closed_on:date?",
    "funds": "fund_ref:text name:text kind:word organisation_ref:text opened_on:date",
    "fund_entries": "entry_ref:text fund_ref:text kind:word amount_fen:int? project_ref:text? first_approver:text? "
    "second_approver:text? of_ref:text? at:time",
    "benefits": "benefit_ref:text partner_ref:text name:text min_stars:int? min_minutes:int? within_days:int? "
    "region_code:region from:date to:date?",
    "partner_reports": "report_ref:text partner_ref:text volunteer_ref:text benefit_ref:text? kind:word at:time",
    "award_cycles": "cycle_ref:text category:word period_from:date period_to:date nominations_from:date "
    "nominations_to:date "
    "notice_days:int quota:int min_minutes:int? min_minutes_in_period:int? min_volunteers:int? "
    "min_measured_share:int?",
    "nominations": "nomination_ref:text cycle_ref:text subject_ref:text nominated_by:text at:time",
    "award_scores": "score_ref:text nomination_ref:text juror_ref:text juror_organisation_ref:text score:score "
    "conflict_declared:word at:time",
    "award_objections": "objection_ref:text nomination_ref:text at:time upheld:word",
}
SCHEMA = {file: dict(column.split(":") for column in columns.split()) for file, columns in SCHEMA.items()}
SORTED_BY_INSTANT = {"sign_up_actions", "enrolments", "fund_entries"}
STARTS = {
    "to": "from",
    "valid_to": "valid_from",
    "period_to": "period_from",
    "nominations_to": "nominations_from",
    "dissolved_on": "founded_on",
    "closed_on": "opened_on",
    "closes_at": "opens_at",
    "ends_at": "starts_at",
    "ends_on": ("starts_on", "elected_on"),
    "withdrawn_at": "given_at",
    "undone_at": "merged_at",
    "decided_at": "requested_at",
    "ended_on": "proposed_on",
    "left_on": "starts_on",
}
MALFORMED = {
    "text": [""],
    "word": ["", "unheard-of"],
    "region": ["", "330100"],
    "degrees": ["", "north"],
    "int": ["", "-1", "2.5", "many"],
    "score": ["", "-1", "101", "79.5", "good"],
    "date": ["", "2018-02-30", "31/12/2018"],
    "time": ["", "2018-02-30T09:00:00+08:00", "02/28/2018 9am"],
}
# A column whose other value changes no figure, so that it does not matter which of two conflicting rows comes first.
HARMLESS = {
    "organisations": "name",
    "volunteers": "phone",
    "transfers": "reason",
    "insurance": "insurer",
    "partners": "name",
    "projects": "name",
    "sites": "name",
    "stations": "name",
    "posts": "title",
    "opening_balances": "source",
    "pairings": "end_reason",
    "calls": "title",
    "works": "title",
    "offers": "donor",
    "funds": "name",
    "benefits": "name",
}
OTHER_WORD = {
    "attendance": ("method", {"qr": "gps", "gps": "qr"}),
    "beneficiaries": ("household", {"urban": "rural", "rural": "urban"}),
    "courses": ("level", {"province": "city", "city": "county", "county": "city"}),
    "visits": ("kind", {"visit": "respite", "respite": "therapy", "therapy": "visit", "employment": "visit"}),
}
DAY_EARLIER = {
    "populations": "as_of",
    "terms": "elected_on",
    "affiliations": "from",
    "licences": "valid_from",
    "needs": "opened_on",
    "placements": "applied_on",
    "award_cycles": "nominations_from",
}
SECOND_LATER = {
    "merges": "merged_at",
    "consents": "given_at",
    **dict.fromkeys(
        [
            "enrolments",
            "sign_up_actions",
            "work_scores",
            "fund_entries",
            "partner_reports",
            "nominations",
            "award_scores",
            "award_objections",
        ],
        "at",
    ),
}
SHORT = {"volunteer": "v", "organisation": "org", "attendance": "a", "action": "u"}
