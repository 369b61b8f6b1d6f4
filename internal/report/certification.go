package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
)

// Certification is what FedRAMP's documents of 2026 ask and no result holds, as people
// give it in the configuration. The zero value of a member says that it is not given.
type Certification struct {
	Path      string // of the configuration; empty where there is none
	Framework string // of the certification, where results are against several
	Class     string // a to d
	Overview  string // URI of the certification package overview
	Results   string // URI under which the results directory is published

	Since       time.Time // when the previous report of vulnerabilities ended
	Evaluations []Evaluation

	Requirements []Record // by id
	Indicators   []Record // by id
	Ongoing      Ongoing
}

// Evaluation is what people found of one item of the plan of action (VER-EVA).
type Evaluation struct {
	Item       string // POAM-ID
	Place      problem.Place
	Completed  time.Time
	Rating     int   // 1 to 5; 0 for not given
	Reachable  *bool // from the internet; nil for not given
	Exploited  *bool // likely to be; nil for not given
	Impact     string
	Next       time.Time // of the next planned reduction; zero for none
	NextRating int
	Supplement string
}

// Record is how one rule or indicator is met, in the provider's and its assessor's
// words.
type Record struct {
	ID             string
	Place          problem.Place
	Status         string // implemented, partially-implemented, not-implemented; empty for not given
	Implementation []string
	Validation     []string
	Assessment     []string
}

// Ongoing is what an ongoing certification report tells of a period. A nil list is
// not given; an empty one says that there is nothing to tell.
type Ongoing struct {
	Since, Through time.Time // days, midnight UTC
	Changes        []string
	Planned        []string
	Transformative []string
	Recommended    []string
	Agencies       []string
	Incidents      []Incident
}

// Incident is one that had to be reported.
type Incident struct {
	Summary  string
	Occurred time.Time
	Resolved time.Time // zero while it is not
	Lessons  []string
}

// absence gathers what a document cannot be written without.
type absence struct {
	list problem.List
	path string
}

// certified begins a document of FedRAMP: it finds the framework that it is about, and
// gathers what is not given.
func (in Input) certified() (*assessment.Results, *absence) {
	l := &absence{path: in.Certification.Path}
	if l.path == "" {
		l.path = "assay.yaml"
	}
	if in.Certification.Overview == "" {
		l.add("package.overview", "the full URI of the certification package overview (certificationPackageOverviewUri)", "https://trust.example.com/overview.json")
	}
	found, ids := in.certifiable()
	if len(found) == 1 {
		return found[0], l
	}
	at := problem.Place{Path: l.path}
	switch named := in.Certification.Framework; {
	case named != "":
		l.list.Add(at, "fedramp.package.framework names "+problem.Plain(named)+", and the results are against "+strings.Join(ids, ", "), "name one of these, or assess against it")
	case len(found) == 0:
		l.list.Add(at, "there is no framework of FedRAMP in these results", "assess one, for example fedramp-moderate, and give the directory that assay assess wrote; a framework of your own is named in fedramp.package.framework")
	default:
		l.add("package.framework", "which of the frameworks of FedRAMP in these results the documents are about", found[0].Scope.Framework.ID)
	}
	return nil, l
}

// certifiable gives the results that a certification may be of, the one that is named
// or those of FedRAMP, and the ids of all frameworks.
func (in Input) certifiable() (found []*assessment.Results, ids []string) {
	named := in.Certification.Framework
	for i := range in.Results {
		r := &in.Results[i]
		id := r.Scope.Framework.ID
		ids = append(ids, id)
		if id == named || named == "" && (r.Scope.Framework.Family == fedrampFamily || strings.HasPrefix(id, fedrampFamily+"-")) {
			found = append(found, r)
		}
	}
	return found, ids
}

// fedrampFamily is the family whose frameworks these documents are about.
const fedrampFamily = "fedramp"

// add says that a key is not given, what it is, and how it is written.
func (l *absence) add(key, what, example string) {
	parts := strings.Split(key, ".")
	inner := example
	for _, p := range slices.Backward(parts) {
		inner = "{" + p + ": " + inner + "}"
	}
	l.list.Add(problem.Place{Path: l.path}, "fedramp."+key+" is not given: "+what, "write it in assay.yaml, for example fedramp: "+inner)
}

// at says what is wrong with a value that is given.
func (l *absence) at(place problem.Place, what, remedy string) {
	if place.Path == "" {
		place.Path = l.path
	}
	l.list.Add(place, what, remedy)
}

func (l *absence) err() error { return l.list.Err() }

// writeDocument writes a document of FedRAMP as JSON.
func writeDocument(w io.Writer, what string, doc any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

// moment and day are how the schemas write times.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// maybe is a time that is left out where it is zero.
func maybe(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return moment(t)
}

// paragraphs is text of other people in which nothing is hidden, with its lines.
func paragraphs(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// statements are texts of people as paragraphs, never nil.
func statements(texts []string) []string {
	out := []string{}
	for _, t := range texts {
		out = append(out, paragraphs(t))
	}
	return out
}
