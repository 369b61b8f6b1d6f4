package policies.cmmc.measures

# METADATA
# title: What the rules say of dates
# description: |
#   Each line is a fact with the day it counts from, where it was read and whether it
#   was. Nothing else here depends on the phase: scores, POA&M and self-assessment are
#   the same in all of them. What is derived is as scheduled in the rule; what is
#   unverified was read in secondary texts only, and may be wrong.
# related_resources:
#   - description: 32 CFR 170.3(e)
#     ref: https://www.ecfr.gov/current/title-32/subtitle-A/chapter-I/subchapter-G/part-170
program := [
	{
		"what": "the CMMC program rule is in force",
		"date": "2024-12-16",
		"source": "89 FR 83092",
		"verification": "verified",
	},
	{
		"what": "the acquisition rule is in force, and phase 1 starts",
		"date": "2025-11-10",
		"source": "FR Doc. 2025-17359; 32 CFR 170.3(e)(1)",
		"verification": "verified",
	},
	{
		"what": "phase 2, as scheduled in the rule (see the reported suspension)",
		"date": "2026-11-10",
		"source": "32 CFR 170.3(e)(2)",
		"verification": "derived",
	},
	{
		"what": "phase 3, as scheduled in the rule (see the reported suspension)",
		"date": "2027-11-10",
		"source": "32 CFR 170.3(e)(3)",
		"verification": "derived",
	},
	{
		"what": "phase 4, as scheduled in the rule (see the reported suspension)",
		"date": "2028-11-10",
		"source": "32 CFR 170.3(e)(4); DFARS 204.7504(a)",
		"verification": "derived",
	},
	{
		"what": "phase 2 and what follows it is reported as suspended",
		"date": "2026-07-13",
		"source": "secondary texts of August to October 2026; the memo itself was not read",
		"verification": "unverified",
	},
	{
		"what": "Class Deviation 2026-O0025 Rev 3 is reported to limit required levels to self-assessment for now",
		"date": "2026-09-03",
		"source": "secondary texts; that the deviation exists is confirmed by one clause monitor",
		"verification": "unverified",
	},
	{
		"what": "DFARS 252.204-7019 is reported as removed, -7020 as 252.240-7997, FAR 52.204-21 as 52.240-93 in new awards",
		"date": "2026-02-01",
		"source": "secondary texts",
		"verification": "unverified",
	},
	{
		"what": "32 CFR 170.21 and 170.24 were read unchanged by the above",
		"date": "2026-10-01",
		"source": "eCFR snapshot",
		"verification": "verified",
	},
]
