package cli

import "slices"

// topic is a heading of docs/evidence/README.md and the kinds under it.
type topic struct {
	title string
	kinds []string // sorted
}

// kindTopics groups the kinds that come with assay, as a reader looks for them.
var kindTopics = []topic{
	{"Accounts and access", []string{
		"access-grants", "access-reviews", "authenticator-stores", "iam-accounts", "identity-proofing",
		"password-policy", "session-policy", "sign-in-methods",
	}},
	{"Networks and ways in", []string{
		"dns", "external-systems", "mail-protection", "network-access", "network-rules", "remote-access",
		"remote-gateways", "tls-endpoints",
	}},
	{"Audit records and monitoring", []string{
		"audit-config", "function-tests", "integrity-monitoring", "log-reviews", "log-sources", "monitoring",
	}},
	{"Hosts, devices and configuration", []string{
		"benchmark-results", "collaboration", "configuration-baselines", "configuration-findings", "host-config",
		"inventory", "kubernetes-workloads", "mobile-code", "software-inventory", "travel-devices", "user-devices",
	}},
	{"Information and media", []string{
		"backups", "information-locations", "media-records", "public-content", "storage-encryption",
	}},
	{"Changes, builds and vulnerabilities", []string{
		"advisories", "application-tests", "changes", "ci-pipeline", "disclosure-channels", "poam-items", "sbom",
		"scan-history", "secret-findings", "static-analysis", "vex-statements", "vulnerabilities",
	}},
	{"Incidents, people and documents", []string{
		"breach-log", "documents", "exercises", "incident-records", "training-records", "vendor-agreements",
	}},
	{"Not read by any check of assay's own", []string{
		"configuration-files", "raw-records",
	}},
}

// topicsOf groups names, which are sorted, by topic; those of no topic come last.
func topicsOf(names []string) []topic {
	var out []topic
	rest := slices.Clone(names)
	for _, t := range kindTopics {
		t.kinds = slices.DeleteFunc(slices.Clone(t.kinds), func(name string) bool { return !slices.Contains(names, name) })
		rest = slices.DeleteFunc(rest, func(name string) bool { return slices.Contains(t.kinds, name) })
		if len(t.kinds) > 0 {
			out = append(out, t)
		}
	}
	if len(rest) > 0 {
		out = append(out, topic{"Others", rest})
	}
	return out
}
