package cloud

import (
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// githubAlerts reads the alerts of GitHub's code scanning, Dependabot and secret
// scanning, of a repository, an organization or an enterprise. An alert that
// people dismissed still fails; one that is fixed passes. That the scan still
// runs alerts do not show, nor which repositories have none: what they examined
// is what their source says.
//
// Source: GitHub REST API 2022-11-28.
var githubAlerts = topic{
	name: "github-alerts",
	names: `number state rule tool most_recent_instance security_advisory security_vulnerability dependency secret_type
url repository full_name created_at dismissed_reason dismissed_comment resolution location path`,
	shapes: []shape{
		{command: "github code scanning", one: true, root: []string{"number", "state", "rule", "tool"},
			brings: one(raw.StaticAnalysis), record: each(githubCode), full: githubPages},
		{command: "github dependabot", one: true, root: []string{"number", "state", "dependency", "security_advisory"},
			brings: one(raw.Vulnerabilities), record: each(githubDependency), full: githubPages},
		{command: "github secret scanning", one: true, root: []string{"number", "state", "secret_type"},
			brings: one(raw.SecretFindings), record: each(githubSecret), full: githubPages},
	},
}

// githubAlert is what all alerts have.
type githubAlert struct {
	Number           int    `json:"number"`
	State            string `json:"state"`
	URL              string `json:"url"`
	Created          string `json:"created_at"`
	DismissedReason  string `json:"dismissed_reason"`
	DismissedComment string `json:"dismissed_comment"`
	Repository       struct {
		FullName string `json:"full_name"`
	} `json:"repository"`
	said string // the state as it was, where State is ours
}

func (a *githubAlert) repository() string {
	return raw.First(a.Repository.FullName, githubRepository(a.URL))
}

// status translates an alert's state: what was set aside still fails, and a
// state nobody knows is undecided.
func (a *githubAlert) status() (status string, aside bool) {
	switch a.State {
	case "open":
		return raw.Fail, false
	case "dismissed", "auto_dismissed":
		return raw.Fail, true
	case "fixed":
		return raw.Pass, false
	}
	return raw.Undecided, false
}

// finding begins a finding with what all alerts have.
func (x *export) finding(a *githubAlert, id, severity, at string) *raw.Fields {
	status, aside := a.status()
	f := x.s.Fields().
		Must("id", raw.Clip(raw.First(id, "unknown"), raw.ShortText)).
		Must("severity", severity).
		Must("status", status).
		Flag("suppressed", aside).
		Must("upstream_status", raw.Clip(raw.First(a.said, a.State), raw.ShortText)).
		Must("target", raw.Clean(raw.Clip(a.repository(), raw.ShortText))).
		Text("position", at, raw.ShortText)
	if aside {
		f.Text("suppression", strings.Trim(a.DismissedReason+": "+a.DismissedComment, ": "), raw.LongText)
	}
	return f
}

// found adds a finding to the scan of its repository by its tool.
func (x *export) found(kind, tool, version, repository, at string, f *raw.Fields) error {
	if repository == "" {
		return x.s.RefuseRecord(kind, at, 0, "an alert does not name its repository", "export it again, without `--jq`")
	}
	key := tool + "\x00" + repository
	i, ok := x.scanOf[key]
	if !ok {
		i = len(x.scans)
		x.scanOf[key] = i
		x.scans = append(x.scans, scan{tool: tool, version: version, target: repository})
	}
	x.scans[i].findings = append(x.scans[i].findings, f.Term())
	return nil
}

// scan is what one tool found in one target.
type scan struct {
	tool, version, target string
	findings              []*raw.Term
}

// emitScan yields one scan's document.
func (x *export) emitScan(kind string, c *scan) error {
	tg := raw.Target{Kind: "repository", Name: c.target}
	return x.s.Emit(raw.Draft{
		Kind: kind, Subject: c.target, IDs: []string{c.target, "github.com/" + c.target}, Collector: x.command + " " + c.tool,
		Payload: x.s.Fields().
			Value("tool", x.s.Tool(c.tool, c.version)).
			Value("target", x.s.Target(tg)).
			Value("scan", x.s.Scan(raw.Scan{Asserted: true})).
			Texts("examined", []string{x.s.Name(tg)}, raw.ShortText, true).
			List("findings", c.findings).
			Object(),
	})
}

type githubCodeAlert struct {
	githubAlert
	Rule struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
		Severity    string `json:"severity"`
		Level       string `json:"security_severity_level"`
	} `json:"rule"`
	Tool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	} `json:"tool"`
	Instance struct {
		Message struct {
			Text string `json:"text"`
		} `json:"message"`
		Location struct {
			Path  string `json:"path"`
			Start int    `json:"start_line"`
			End   int    `json:"end_line"`
		} `json:"location"`
	} `json:"most_recent_instance"`
}

// githubLevels are severities of rules that have no security severity.
var githubLevels = map[string]string{"error": "high", "warning": "moderate", "note": "low", "none": "none"}

func githubCode(x *export, a *githubCodeAlert, at string) error {
	r, where := a.Rule, a.Instance.Location
	severity := raw.Severity(r.Level)
	if r.Level == "" {
		severity = raw.First(githubLevels[r.Severity], "unknown")
	}
	f := x.finding(&a.githubAlert, r.ID, severity, at).
		Text("name", r.Name, raw.ShortText).
		Text("title", r.Description, raw.ShortText).
		Text("message", a.Instance.Message.Text, raw.LongText).
		Text("level", r.Severity, raw.ShortText).
		Text("path", where.Path, raw.LongText).
		Count("line", where.Start).
		Count("end_line", where.End)
	return x.found(raw.StaticAnalysis, raw.First(a.Tool.Name, "unknown"), a.Tool.Version, a.repository(), at, f)
}

type githubDependabot struct {
	githubAlert
	Dependency struct {
		Package struct {
			Ecosystem string `json:"ecosystem"`
			Name      string `json:"name"`
		} `json:"package"`
		Manifest string `json:"manifest_path"`
	} `json:"dependency"`
	Advisory struct {
		GHSA     string `json:"ghsa_id"`
		CVE      string `json:"cve_id"`
		Summary  string `json:"summary"`
		Severity string `json:"severity"`
		CVSS     struct {
			Vector string  `json:"vector_string"`
			Score  float64 `json:"score"`
		} `json:"cvss"`
		CWEs []struct {
			ID string `json:"cwe_id"`
		} `json:"cwes"`
		Published string `json:"published_at"`
	} `json:"security_advisory"`
	Vulnerability struct {
		Patched struct {
			Identifier string `json:"identifier"`
		} `json:"first_patched_version"`
	} `json:"security_vulnerability"`
}

// githubDependency: an alert has the range of vulnerable versions and not the
// one that is there, which stays empty.
func githubDependency(x *export, a *githubDependabot, at string) error {
	v, p := a.Advisory, a.Dependency.Package
	var cwes []string
	for _, c := range v.CWEs {
		cwes = append(cwes, c.ID)
	}
	f := x.finding(&a.githubAlert, raw.First(v.CVE, v.GHSA), raw.Severity(v.Severity), at).
		Text("title", v.Summary, raw.ShortText).
		CVSS(raw.CVSS{Version: raw.VectorVersion(v.CVSS.Vector, ""), Score: v.CVSS.Score, Vector: v.CVSS.Vector}).
		Texts("cwe", cwes, raw.ShortText, false).
		Text("published", raw.Stamp(v.Published), raw.ShortText).
		Text("first_seen", raw.Stamp(a.Created), raw.ShortText)
	if p.Name != "" {
		f.Value("package", x.s.Fields().
			Must("name", raw.Clip(p.Name, raw.ShortText)).
			Must("version", "").
			Text("fixed", a.Vulnerability.Patched.Identifier, raw.ShortText).
			Text("path", a.Dependency.Manifest, raw.LongText).Object())
	}
	return x.found(raw.Vulnerabilities, "Dependabot", "", a.repository(), at, f)
}

type githubSecretAlert struct {
	githubAlert
	Type       string `json:"secret_type"`
	Title      string `json:"secret_type_display_name"`
	Resolution string `json:"resolution"`
	Comment    string `json:"resolution_comment"`
}

// githubSecret: a resolved alert is good only where the secret was revoked; any
// other resolution sets it aside. The secret is in the export and never read.
func githubSecret(x *export, a *githubSecretAlert, at string) error {
	if a.State == "resolved" {
		a.said, a.State = a.State, "dismissed"
		a.DismissedReason, a.DismissedComment = a.Resolution, a.Comment
		if a.Resolution == "revoked" {
			a.State = "fixed"
		}
	}
	f := x.finding(&a.githubAlert, a.Type, "unknown", at).Text("title", a.Title, raw.ShortText)
	return x.found(raw.SecretFindings, "GitHub secret scanning", "", a.repository(), at, f)
}
