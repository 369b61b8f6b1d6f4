package scanners

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// grypeNames are the member names of Grype's report that errors may print.
const grypeNames = `matches ignoredMatches alertsByPackage source target type descriptor name version timestamp db
status error valid built vulnerability relatedVulnerabilities artifact appliedIgnoreRules id namespace severity
description cvss vector metrics baseScore fix versions state knownExploited dueDate cwes cwe locations path purl
package alerts reason`

// grypeReport is what is known of a Grype report while it is read.
type grypeReport struct {
	j    *raw.JSON
	d    scanned
	ran  bool // the report has a list of matches, empty or not
	desc grypeDescriptor
}

// readGrype reads Grype's own JSON: matches, those that a rule or a VEX
// statement set aside, and the packages that Grype warns it cannot judge. One
// report is one target. Grype lists no packages, so that what was examined is
// the target as a whole.
//
// Source: anchore/grype, grype/presenter/models, releases 0.1 to 0.100; db is
// flat up to schema 5 and has status and providers from schema 6 on.
func readGrype(ctx context.Context, s *raw.Source) error {
	r := &grypeReport{j: raw.NewJSON(ctx, s, grypeNames), d: scanned{kind: raw.Vulnerabilities}}
	if err := r.j.Object(r.member); err != nil {
		return err
	}
	if err := r.j.End(); err != nil {
		return err
	}
	s.Finish()
	d := &r.d
	if !r.ran && len(d.findings) == 0 {
		return s.Unshown(raw.Vulnerabilities, d.target.IDs(), "the report has no list of matches, so that nothing shows that Grype looked",
			"run `grype IMAGE -o json` again")
	}
	d.tool, d.version, d.collector = "grype", r.desc.Version, "grype"
	db := r.desc.DB
	// The one time that Grype says is that of its report. A scan takes minutes.
	d.collected = r.desc.Timestamp
	d.scan = raw.Scan{Started: d.collected, Ended: d.collected, Database: raw.First(db.Status.Built, db.Built)}
	if shown(db.Error) || shown(db.Status.Error) || db.Status.Valid != nil && !*db.Status.Valid {
		d.scan.Reasons = append(d.scan.Reasons, "failed")
	}
	if !r.ran {
		d.scan.Reasons = append(d.scan.Reasons, "not-computed") // what was set aside is there, and nothing else
	}
	whole := d.examined.Add(s.Name(d.target))
	for i := range d.findings {
		d.findings[i].target = whole
	}
	return d.emit(s)
}

func (r *grypeReport) member(name string) error {
	switch name {
	case "matches":
		r.ran = r.j.Kind() == '['
		return r.j.Array(func(int) error { return r.match(false) })
	case "ignoredMatches":
		return r.j.Array(func(int) error { return r.match(true) })
	case "alertsByPackage":
		if r.j.Kind() != '[' {
			return r.j.Skip()
		}
		return r.j.Array(func(int) error { return r.alerts() })
	case "source":
		var v struct {
			Type   string         `json:"type"`
			Target jsontext.Value `json:"target"`
		}
		err := r.j.Into(&v)
		r.d.target = grypeTarget(v.Type, v.Target)
		return err
	case "descriptor":
		return r.j.Into(&r.desc)
	}
	return r.j.Skip()
}

type grypeDescriptor struct {
	Version   string `json:"version"`
	Timestamp string `json:"timestamp"`
	DB        struct {
		Built  string         `json:"built"`
		Error  jsontext.Value `json:"error"`
		Status struct {
			Built string         `json:"built"`
			Valid *bool          `json:"valid"`
			Error jsontext.Value `json:"error"`
		} `json:"status"`
	} `json:"db"`
}

// grypeTarget is what Grype looked at: an image has names; a directory, a file
// or a bill of materials has a path, which is no name that a component could go
// by.
func grypeTarget(sort string, v jsontext.Value) raw.Target {
	var image struct {
		UserInput      string   `json:"userInput"`
		ImageID        string   `json:"imageID"`
		ManifestDigest string   `json:"manifestDigest"`
		Tags           []string `json:"tags"`
		RepoDigests    []string `json:"repoDigests"`
	}
	switch {
	case sort == "image" && v.Kind() == '{' && json.Unmarshal(v, &image) == nil:
		t := raw.Target{Kind: "image", Aliases: slices.Concat(image.Tags, image.RepoDigests, []string{image.ImageID, image.ManifestDigest})}
		t.Name = raw.First(append([]string{image.UserInput}, t.Aliases...)...)
		t.Digest = raw.First(image.ManifestDigest, image.ImageID)
		for _, d := range image.RepoDigests {
			if _, digest, ok := strings.Cut(d, "@"); ok {
				t.Digest = digest
				break
			}
		}
		return t
	case sort == "directory" || sort == "file" || sort == "snap":
		return raw.Target{Kind: "filesystem"}
	case strings.HasPrefix(sort, "sbom"), strings.HasPrefix(sort, "purl"):
		return raw.Target{Kind: "sbom"}
	}
	return raw.Target{}
}

type grypeVulnerability struct {
	ID             string      `json:"id"`
	Namespace      string      `json:"namespace"`
	Severity       string      `json:"severity"`
	Description    string      `json:"description"`
	CVSS           []grypeCVSS `json:"cvss"`
	KnownExploited []struct {
		DueDate string `json:"dueDate"`
	} `json:"knownExploited"`
	CWEs []struct {
		CWE string `json:"cwe"`
	} `json:"cwes"`
	Fix struct {
		Versions []string `json:"versions"`
		State    string   `json:"state"`
	} `json:"fix"`
}

type grypeCVSS struct {
	Source  string `json:"source"`
	Version string `json:"version"`
	Vector  string `json:"vector"`
	Metrics struct {
		BaseScore float64 `json:"baseScore"`
	} `json:"metrics"`
}

type grypePackage struct {
	Name      string `json:"name"`
	Version   string `json:"version"`
	PURL      string `json:"purl"`
	Locations []struct {
		Path string `json:"path"`
	} `json:"locations"`
}

func (p *grypePackage) part(fixed []string) part {
	out := part{name: p.Name, version: p.Version, purl: p.PURL, fixed: strings.Join(fixed, ", ")}
	if len(p.Locations) > 0 {
		out.path = p.Locations[0].Path
	}
	return out
}

// match reads one match. What a rule of Grype's configuration or a VEX
// statement set aside stays a finding, marked: "fixed" there is the statement of
// somebody whom nobody trusted yet.
func (r *grypeReport) match(ignored bool) error {
	var m struct {
		Vulnerability grypeVulnerability   `json:"vulnerability"`
		Related       []grypeVulnerability `json:"relatedVulnerabilities"`
		Artifact      grypePackage         `json:"artifact"`
		Rules         []struct {
			Reason        string `json:"reason"`
			Justification string `json:"vex-justification"`
			Status        string `json:"vex-status"`
			FixState      string `json:"fix-state"`
			MatchType     string `json:"match-type"`
			Namespace     string `json:"namespace"`
		} `json:"appliedIgnoreRules"`
	}
	if err := r.j.Record(&m); err != nil {
		return err
	}
	v := m.Vulnerability
	f := finding{
		id: v.ID, title: v.Description, severity: raw.Severity(v.Severity), status: raw.Fail, word: v.Fix.State,
		pkg: m.Artifact.part(v.Fix.Versions), cvss: bestScore(grypeScores(append([]grypeVulnerability{v}, m.Related...))), position: r.j.Here(),
	}
	for _, known := range append([]grypeVulnerability{v}, m.Related...) {
		for _, k := range known.KnownExploited {
			f.kev = true
			if day := raw.Day(k.DueDate); day != "" && (f.kevDue == "" || day < f.kevDue) {
				f.kevDue = day
			}
		}
		for _, c := range known.CWEs {
			if c.CWE != "" && !slices.Contains(f.cwe, c.CWE) {
				f.cwe = append(f.cwe, c.CWE)
			}
		}
	}
	if ignored {
		f.suppressed, f.suppression = true, "ignored"
		for _, rule := range m.Rules {
			if why := raw.First(rule.Reason, rule.Justification, rule.Status, rule.FixState, rule.MatchType); why != "" {
				f.suppression = why
				break
			}
		}
	}
	r.d.findings = append(r.d.findings, f)
	return nil
}

// grypeScores are the base scores of a vulnerability and of those it is related to.
func grypeScores(of []grypeVulnerability) (out []scored) {
	for _, v := range of {
		for _, c := range v.CVSS {
			nvd := c.Source == "nvd@nist.gov" || c.Source == "" && strings.HasPrefix(v.Namespace, "nvd")
			out = append(out, scored{raw.CVSS{Version: c.Version, Score: c.Metrics.BaseScore, Vector: c.Vector}, nvd})
		}
	}
	return out
}

// alerts reads what Grype warns of a package: that its distribution is not
// matched at all, or no longer maintained. Nobody knows what is wrong with such a
// package, so that it is undecided.
func (r *grypeReport) alerts() error {
	var a struct {
		Package grypePackage `json:"package"`
		Alerts  []struct {
			Type    string `json:"type"`
			Message string `json:"message"`
		} `json:"alerts"`
	}
	if err := r.j.Record(&a); err != nil {
		return err
	}
	f := finding{id: "alert", severity: "unknown", status: raw.Undecided, pkg: a.Package.part(nil), position: r.j.Here()}
	if len(a.Alerts) > 0 {
		f.id, f.title, f.word = raw.First(a.Alerts[0].Type, "alert"), a.Alerts[0].Message, "alert"
	}
	r.d.findings = append(r.d.findings, f)
	return nil
}

// isGrype knows the report by its first match, or by its descriptor where it has
// none.
func isGrype(h raw.Head) bool {
	if h.List || h.Lines || !h.Has("matches") {
		return false
	}
	first := h.In("matches")
	return first.List && first.Has("vulnerability", "artifact") ||
		bytes.HasPrefix([]byte(h.Value("matches")), []byte("[")) && (h.In("descriptor").Is("name", "grype") || h.Has("source", "distro"))
}
