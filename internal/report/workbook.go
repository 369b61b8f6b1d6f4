package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/report/workbook"
)

// XLSX writes the workbook: for each framework the plan of action in FedRAMP's columns,
// the control matrix, the risks and the test cases, and the inventory of all. With a
// template the plan of action of one framework is written into that, and nothing else.
func XLSX(w io.Writer, in Input) error {
	if in.Template != nil {
		return in.fillTemplate(w)
	}
	b := workbook.Book{Properties: sealProperties(in.seal(formatXLSX))}
	names := sheetNames{}
	// FedRAMP looks for its sheets by their names: they are the first to get theirs.
	if r, err := in.templated(); err == nil {
		names.exact = r.Scope.Framework.ID
	} else if len(in.Results) > 0 {
		names.exact = in.Results[0].Scope.Framework.ID
	}
	b.Sheets = append(b.Sheets, in.about(names.of("About", names.exact)))
	for i := range in.Results {
		one, err := in.sheetsOf(&in.Results[i], &names)
		if err != nil {
			return err
		}
		b.Sheets = append(b.Sheets, one...)
	}
	b.Sheets = append(b.Sheets, in.inventory(names.of("Inventory", names.exact)))
	return workbook.Write(w, b)
}

// sheetsOf are the sheets of one framework.
func (in Input) sheetsOf(r *assessment.Results, names *sheetNames) ([]workbook.Sheet, error) {
	id := r.Scope.Framework.ID
	p, err := in.planOf(r)
	if err != nil {
		return nil, err
	}
	b := newBinder(nil, &in, r)
	if b.claims, b.known, err = in.claimsOf(r); err != nil {
		return nil, err
	}
	out := []workbook.Sheet{
		p.sheet(names.of("Open POA&M Items", id), "open items", p.open),
		p.sheet(names.of("Closed POA&M Items", id), "closed items", p.closed),
	}
	if len(p.aside) > 0 {
		out = append(out, p.sheet(names.of("Remediation", id), "items that the rules keep off the plan of action", p.aside))
	}
	return append(out,
		b.matrix(names.of("Control Matrix", id)),
		in.exposure(r, names.of("Risks", id)),
		b.cases(names.of("Test Cases", id)),
	), nil
}

// sheetNames gives each sheet a name that no other has. Those of one framework have
// theirs as they are; of others the framework stands behind it.
type sheetNames struct {
	exact string
	taken map[string]bool
}

// longestName is how many characters the name of a sheet can have.
const longestName = 31

func (n *sheetNames) of(name, framework string) string {
	if n.taken == nil {
		n.taken = map[string]bool{}
	}
	if framework != n.exact {
		name = strings.Replace(name, "POA&M Items", "POA&M", 1) + " " + strings.Map(func(r rune) rune {
			if hidden(r) || strings.ContainsRune(`:\/?*[]'`, r) {
				return '-'
			}
			return r
		}, framework)
	}
	out := []rune(name)
	out = out[:min(len(out), longestName)]
	for i := 2; n.taken[strings.ToLower(string(out))]; i++ {
		more := fmt.Sprintf(" %d", i)
		out = append([]rune(name)[:min(len([]rune(name)), longestName-len(more))], []rune(more)...)
	}
	n.taken[strings.ToLower(string(out))] = true
	return string(out)
}

// columnOf is a column of a sheet of ours.
type columnOf struct {
	head  string
	width float64
}

// sheet is a sheet with what each says above its rows: what it is, of which system, as
// of when, and which documents it was made from.
func (in Input) sheet(name, title, framework, note string, columns []columnOf, rows func(put func(workbook.Row) error) error) workbook.Sheet {
	out := workbook.Sheet{Name: name, Head: 5}
	var heads []string
	for _, c := range columns {
		heads, out.Widths = append(heads, c.head), append(out.Widths, c.width)
	}
	out.Rows = func(put func(workbook.Row) error) error {
		for _, r := range []workbook.Row{
			{Style: workbook.Title, Cells: []workbook.Cell{lineOf(title)}},
			{Style: workbook.Note, Cells: []workbook.Cell{lineOf(in.heading(framework))}},
			{Style: workbook.Note, Cells: []workbook.Cell{lineOf("Made from " + in.sources(framework))}},
			{Style: workbook.Note, Cells: []workbook.Cell{lineOf(note)}},
			{Style: workbook.Heading, Cells: workbook.Texts(heads...)},
		} {
			if err := put(r); err != nil {
				return err
			}
		}
		return rows(put)
	}
	return out
}

// heading says what a sheet is about.
func (in Input) heading(framework string) string {
	text := fmt.Sprintf("System %s, as of %s (%s), assay %s", in.System, in.asOf(), in.TimeSource, in.Version)
	if framework != "" {
		text += "; " + framework
	}
	if in.Stopped != "" {
		text += "; THE RUN IS NOT COMPLETE: " + in.Stopped
	}
	return text
}

// sources names the documents of a framework, or of all, with their digests.
func (in Input) sources(framework string) string {
	var out []string
	for _, f := range in.Files {
		if framework == "" || f.Framework == framework {
			out = append(out, f.Path+" (sha256 "+f.Digest+")")
		}
	}
	return cmp.Or(strings.Join(out, ", "), "results that are not known by name")
}

// lineOf is a cell of text of other people on one line, and textOf with its lines. No
// spreadsheet takes either for a formula, also when it is exported.
func lineOf(text string) workbook.Cell { return workbook.Text(harmless(text)) }

func textOf(lines ...string) workbook.Cell {
	return workbook.Text(guarded(paragraphs(strings.Join(lines, "\n"))))
}

// linesOf are cells of texts, each on one line.
func linesOf(texts ...string) []workbook.Cell {
	out := make([]workbook.Cell, len(texts))
	for i, t := range texts {
		out[i] = textOf(t)
	}
	return out
}

// chunk is how many characters one property holds of a seal: programs cut longer ones.
const chunk = 240

// sealProperties are the seal as custom properties, in pieces that are numbered.
func sealProperties(s Seal) []workbook.Property {
	var out []workbook.Property
	text := []rune(s.String())
	for i := 0; i < len(text); i += chunk {
		out = append(out, workbook.Property{Name: fmt.Sprintf("%s.%03d", sealName, i/chunk+1), Value: string(text[i:min(i+chunk, len(text))])})
	}
	return out
}

// about is the sheet that says what the workbook is.
func (in Input) about(name string) workbook.Sheet {
	columns := []columnOf{{"", 34}, {"", 120}}
	s := in.sheet(name, "Assessment workbook of "+in.System, "", "What assay saw of this system, sheet by sheet. It grants nothing, and nobody complies by it. Undecided and not assessed are open questions, never a pass.", columns,
		func(put func(workbook.Row) error) error {
			rows := [][2]string{
				{"system", in.System}, {"as of", in.asOf() + " (" + in.TimeSource + ")"}, {"assay version", in.Version},
				{"gate " + in.Decision.Gate, in.Decision.Summary}, {"evidence", Count(in.Evidence.Envelopes, "piece") + " read"},
			}
			if in.Stopped != "" {
				rows = append(rows, [2]string{"THE RUN IS NOT COMPLETE", in.Stopped})
			}
			for _, f := range in.Files {
				rows = append(rows, [2]string{"made from", f.Path + "\nsha256 " + f.Digest})
			}
			for i := range in.Results {
				rows = append(rows, [2]string{in.Results[i].Scope.Framework.ID, in.summed(&in.Results[i])})
			}
			rows = append(rows,
				[2]string{"POA&M sheets", "Items of the plan of action in the 31 columns of FedRAMP's template; column by column in docs/reports.md. Empty cells are for people."},
				[2]string{"Control Matrix", "Every control and objective: what is claimed, who answers for it, what was seen, by which checks and evidence."},
				[2]string{"Risks", "What fails or is undecided, with its level. Likelihood and impact are those of the plan of action; that FedRAMP's matrix gives the same level is unverified."},
				[2]string{"Test Cases", "How each objective was looked at and can be looked at again. Result, assessor, date and remarks are for the assessor: assay signs nothing."},
				[2]string{"Inventory", "Components and the assets that evidence speaks of."},
				[2]string{"to verify", "assay report verify THIS-FILE --results RESULTS: the workbook is made anew and compared byte for byte."},
			)
			for _, r := range rows {
				if err := put(workbook.Row{Cells: linesOf(r[0], r[1])}); err != nil {
					return err
				}
			}
			return nil
		})
	s.Head = 0
	return s
}

// summed counts the verdicts and the risks of a framework.
func (in Input) summed(r *assessment.Results) string {
	c := r.Coverage
	text := fmt.Sprintf("%s\n%d pass, %d fail, %d undecided, %d not applicable, %d not assessed", r.Scope.Framework.Title, c.Pass, c.Fail, c.Undecided, c.NotApplicable, c.NotAssessed)
	if c.Unknown {
		text += "; how many objectives there are beside is not known"
	}
	return text + "\n" + in.levels(r) + "\npopulation: " + populated(r)
}

// sheetWords are what a family calls its parts.
type sheetWords struct{ control, controls, objective string }

var familyWords = map[string]sheetWords{
	"fedramp": {"Control", "control", "Objective"},
	"cmmc":    {"Requirement", "requirement", "Assessment objective"},
	"hipaa":   {"Standard", "standard", "Implementation specification"},
}

// wordsOf gives the words of a framework's family.
func wordsOf(r *assessment.Results) sheetWords {
	fw := &r.Scope.Framework
	family, _, _ := strings.Cut(cmp.Or(fw.Family, fw.ID), "-")
	if w, ok := familyWords[family]; ok {
		return w
	}
	return familyWords[fedrampFamily]
}

// templated is the framework whose plan of action goes into a template: that of the
// FedRAMP certification, else the only one.
func (in Input) templated() (*assessment.Results, error) {
	found, ids := in.certifiable()
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(in.Results) == 1:
		return &in.Results[0], nil
	}
	return nil, problem.New(problem.Place{Path: in.Out}, "a template takes the plan of action of one framework, and these results are against "+problem.Plain(strings.Join(ids, ", ")), "give the assessment-results.json of one, or name the one of the FedRAMP certification in fedramp.package.framework of assay.yaml")
}

// fillTemplate writes the plan of action into the user's workbook.
func (in Input) fillTemplate(w io.Writer) error {
	at := problem.Place{Path: in.Template.Path}
	r, err := in.templated()
	if err != nil {
		return err
	}
	if in.Unplanned {
		return problem.New(problem.Place{Path: in.Out}, "no plan of action stands beside these results, so that it is not known which items there are", "give the directory that assay assess wrote")
	}
	p, err := in.planOf(r)
	if err != nil {
		return err
	}
	var heads []workbook.Head
	for _, c := range poamColumns {
		heads = append(heads, workbook.Head{Name: c.head, Also: c.also, Required: !c.spare, Idle: c.idle})
	}
	return workbook.Fill(w, workbook.Template{At: at, Data: in.Template.Data}, []workbook.Table{
		{What: "open items", Sheet: "Open", Heads: heads, Rows: len(p.open), Each: p.each(p.open)},
		{What: "closed items", Sheet: "Closed", Heads: heads, Rows: len(p.closed), Each: p.each(p.closed)},
	}, sealProperties(in.seal(formatXLSX)))
}

// matching gives the observations that are behind a risk, or a gap.
func matching(r *assessment.Results, k *assessment.Risk) []*assessment.Observation {
	want := assessment.Fail
	if k.Gap {
		want = assessment.Undecided
	}
	return counting(r, k.Observations, want)
}

// componentsOf are the components of observations, each once, sorted.
func componentsOf(list []*assessment.Observation) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.Component)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
