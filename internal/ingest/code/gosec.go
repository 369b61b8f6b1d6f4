package code

import (
	"context"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// gosecNames are the member names of gosec's report that errors may print.
const gosecNames = `Issues Stats GosecVersion severity confidence cwe id rule_id details file code line column nosec
suppressions kind justification files lines found`

// gosecStats are what gosec counted.
type gosecStats struct {
	Files int `json:"files"`
	Nosec int `json:"nosec"`
	Found int `json:"found"`
}

// readGosec reads gosec's own JSON. It says neither time nor target. The code
// that it quotes is not read. What a #nosec comment or a configuration set aside
// still fails, marked; what the report counts of that and does not show is
// undecided, as is each package that could not be read.
//
// Source: securego/gosec, report and issue packages, releases 2.0 to 2.22.
func readGosec(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, gosecNames)
	r := report{kind: raw.StaticAnalysis, tool: "gosec"}
	var stats *gosecStats
	var broken []finding
	issues := 0
	err := j.Object(func(name string) error {
		switch name {
		case "Issues":
			return j.Array(func(int) error {
				issues++
				f, err := gosecIssue(j)
				r.findings = append(r.findings, f)
				return err
			})
		case "Stats":
			return j.Into(&stats)
		case "GosecVersion":
			return j.Into(&r.version)
		case "Golang errors":
			return j.Object(func(file string) error {
				broken = append(broken, note("golang-error", "The package could not be read whole", file))
				return j.Skip()
			})
		}
		return j.Skip()
	})
	if err != nil {
		return err
	}
	if err := j.End(); err != nil {
		return err
	}
	s.Finish()
	if stats == nil {
		return s.Unshown(raw.StaticAnalysis, nil, "the report has no Stats, so that nothing shows that gosec looked at a file", "run `gosec -fmt json -out gosec.json ./...` again")
	}
	switch shown := aside(r.findings); {
	case stats.Files <= 0:
		r.scan.Reasons = []string{"no-results"}
	case stats.Found > issues:
		r.scan.Reasons = []string{"not-finished"}
	case stats.Nosec > shown:
		left := strconv.Itoa(stats.Nosec - shown)
		r.findings = append(r.findings, note("nosec", left+" findings were set aside by #nosec and left out of the report; run gosec with -track-suppressions", ""))
	}
	r.findings = append(r.findings, broken...)
	return r.emit(s)
}

// aside counts what is marked as set aside.
func aside(of []finding) (n int) {
	for _, f := range of {
		if f.suppressed {
			n++
		}
	}
	return n
}

// note is a record that the tool's report does not hold, for what it could not
// see.
func note(id, title, path string) finding {
	return finding{id: id, title: title, severity: "unknown", status: raw.Undecided, word: "notification", path: path}
}

func gosecIssue(j *raw.JSON) (finding, error) {
	var v struct {
		Severity     string         `json:"severity"`
		Rule         string         `json:"rule_id"`
		Details      string         `json:"details"`
		File         string         `json:"file"`
		Line         jsontext.Value `json:"line"`
		Nosec        bool           `json:"nosec"`
		Suppressions []struct {
			Kind          string `json:"kind"`
			Justification string `json:"justification"`
		} `json:"suppressions"`
	}
	if err := j.Record(&v); err != nil {
		return finding{}, err
	}
	f := finding{
		id: v.Rule, title: raw.Clip(v.Details, raw.LongText), severity: raw.Severity(v.Severity), status: raw.Fail, word: "issue", path: v.File, position: j.Here(),
		suppressed: v.Nosec || len(v.Suppressions) > 0,
	}
	f.line, f.end = lines(v.Line)
	if f.suppressed {
		f.suppression = "nosec"
		for _, x := range v.Suppressions {
			if why := raw.First(x.Justification, x.Kind); why != "" {
				f.suppression = why
				break
			}
		}
	}
	return f, nil
}

// lines are the first and last line of "12", "12-14" or 12.
func lines(v jsontext.Value) (first, last int) {
	a, b, _ := strings.Cut(strings.Trim(string(v), `"`), "-")
	first, _ = strconv.Atoi(a)
	last, _ = strconv.Atoi(b)
	return max(first, 0), max(last, 0)
}

func isGosec(h raw.Head) bool {
	if h.List || h.Lines {
		return false
	}
	return h.Has("Golang errors") || h.Has("Issues", "Stats") && h.In("Stats").Has("nosec")
}
