package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/internal/assessment"
)

// cite is an observation with how it speaks of a finding.
type cite struct {
	How  string
	Card *card
}

// Apart says whether the observation stands among the observations, because more than
// one finding cites it.
func (c cite) Apart() bool { return c.Card.Apart() }

// card is what was seen of one component, or said.
type card struct {
	Anchor, Class, Outcome, Title, Component, Line, Example, More, Set string
	Check                                                              *pageCheck
	Said                                                               []fact
	Groups                                                             []*pageSeen
	Files                                                              []*pageFile
	Cited                                                              []pageRef
	CitedMore                                                          string
	citing                                                             int
}

// pageSeen are subjects of which the same was seen in the same file.
type pageSeen struct {
	Why      string
	File     *seenFile
	Subjects []pageSubject
}

// pageSubject is a subject by name, and where in the file it stands.
type pageSubject struct{ Name, At string }

// seenFile is where something was seen.
type seenFile struct{ ID, Path, Short, Collected string }

// pageFile is a file of evidence.
type pageFile struct{ ID, Path, Digest, Collected string }

// fact is a name with what it stands for.
type fact struct{ Name, Text string }

// pageCheck is a check with its policy.
type pageCheck struct {
	Anchor, ID, Title, Place, Digest, Cites, Text string
	Lines                                         int
	Description                                   []string
	Facts                                         []fact
	digest                                        string // whole
}

// Apart says whether the card stands among the observations.
func (c *card) Apart() bool { return c.citing > 1 }

// citedBy notes a finding that cites the card.
func (c *card) citedBy(ref pageRef) {
	c.citing++
	if c.citing <= mostCiting {
		c.Cited = append(c.Cited, ref)
	} else {
		c.CitedMore = fmt.Sprintf("and %d more", c.citing-mostCiting)
	}
}

// outcomeClass is what the looks know an outcome as.
var outcomeClass = map[assessment.Outcome]string{assessment.Fail: "fail", assessment.Undecided: "und", assessment.Pass: "pass", assessment.Skip: "na"}

// observations makes the cards of a framework. What fails or stays undecided has room
// for its subjects first.
func (b *pageBook) observations(r *assessment.Results, n int) (map[*assessment.Observation]*card, error) {
	checks := map[string]*pageCheck{}
	for _, c := range r.Checks {
		checks[c.ID] = b.check(c)
	}
	out := map[*assessment.Observation]*card{}
	for i := range r.Observations {
		o := &r.Observations[i]
		title := o.Run.Check
		c := &card{
			Anchor: fmt.Sprintf("o%d-%d", n, i), Class: outcomeClass[o.Counts()], Outcome: o.Outcome.String(), Component: visible(o.Component), Check: checks[o.Run.Check],
		}
		if o.Reason != "" {
			c.Outcome = visible(c.Outcome + ", " + string(o.Reason))
		}
		if c.Check != nil {
			title = cmp.Or(c.Check.Title, title)
		}
		if o.Said != nil {
			title, c.Check, c.Said = o.Said.Kind+" "+o.Said.ID, nil, saidFacts(o.Said)
		}
		c.Title = visible(title)
		c.Line = cardLine(o)
		b.noteFresh(o)
		b.set(r, o, c)
		if err := b.subjects(o, c); err != nil {
			return nil, err
		}
		out[o] = c
		b.cards = append(b.cards, c)
	}
	return out, nil
}

// cardLine says how many were seen, who says that these are all, and when.
func cardLine(o *assessment.Observation) string {
	p := o.Population
	parts := []string{Count(o.Count, "subject")}
	if o.Said == nil {
		words := "population by inventory"
		if p.Asserted {
			words = "population asserted by the evidence"
		}
		if p.Sample != "" {
			words += fmt.Sprintf(", sample %s of %d", p.Sample, p.Of)
		}
		var more []string
		for _, n := range []struct {
			n    int
			word string
		}{{p.Expected, "expected"}, {p.Examined, "examined"}, {p.Skipped, "skipped"}, {p.Missing, "missing"}, {p.Unknown, "unknown"}} {
			if n.n > 0 {
				more = append(more, fmt.Sprintf("%d %s", n.n, n.word))
			}
		}
		if more != nil {
			words += " (" + strings.Join(more, ", ") + ")"
		}
		parts = append(parts, words)
	}
	if !o.First.IsZero() {
		word := "collected "
		if o.Said != nil {
			word = "said "
		}
		parts = append(parts, word+collected(o.First, o.Last))
	}
	if !o.Expires.IsZero() {
		parts = append(parts, "counts until "+moment(o.Expires))
	}
	if o.UUID != "" {
		parts = append(parts, "observation "+o.UUID)
	}
	return visible(strings.Join(parts, "; "))
}

// saidFacts are what a person said or chose, with the documents it rests on.
func saidFacts(s *assessment.Said) []fact {
	out := []fact{{"By", visible(byWhom(s.Party))}}
	for _, d := range s.Details {
		if d.Text != "" {
			out = append(out, fact{visible(d.Name), visible(d.Text)})
		}
	}
	for _, x := range s.Exhibits {
		text := strings.TrimSpace(x.Title + " " + x.Source.Path)
		switch {
		case x.Source.Digest != "":
			text += ", sha256 " + x.Source.Digest
		case x.Href != "":
			text += " " + x.Href + " (kept elsewhere, nobody compared it)"
		}
		out = append(out, fact{"Document", visible(text)})
	}
	return out
}

// set tells the files of evidence behind an observation.
func (b *pageBook) set(r *assessment.Results, o *assessment.Observation, c *card) {
	set, ok := r.Sets[o.EvidenceSet]
	if !ok {
		return
	}
	for _, f := range set.Files {
		one := b.file(f, o)
		if len(c.Files) < mostSetFiles {
			c.Files = append(c.Files, one)
		}
	}
	text := ""
	if n := max(set.Count, len(set.Files)) - len(c.Files); n > 0 {
		text = fmt.Sprintf("and %d more of the set; ", n)
	}
	if signers := set.Signers(); len(signers) > 0 {
		text += "signed by " + strings.Join(signers, ", ") + "; "
	}
	if text != "" || set.Count > 1 { // of one piece its own digest says as much
		c.Set = visible(text + "evidence set sha256 " + o.EvidenceSet)
	}
}

// file is a file of evidence in the list of all.
func (b *pageBook) file(s assessment.Source, o *assessment.Observation) *pageFile {
	key := assessment.Source{Path: s.Path, Digest: s.Digest}
	if f := b.files[key]; f != nil {
		return f
	}
	f := &pageFile{Path: visible(s.Path), Digest: visible(s.Digest), Collected: collected(o.First, o.Last)}
	b.files[key], b.paths[s.Path] = f, f
	if len(b.listed) == mostEvidence {
		b.cut++
		return f
	}
	f.ID = fmt.Sprintf("e%d", len(b.listed))
	b.listed = append(b.listed, f)
	return f
}

// subjects tells what an observation was made of: of what fails or stays undecided as
// many as there is room for, of what passes a few.
func (b *pageBook) subjects(o *assessment.Observation, c *card) error {
	if o.Said != nil {
		return nil
	}
	loud := o.Outcome == assessment.Fail || o.Outcome == assessment.Undecided
	most := mostPassing
	if loud {
		most = min(mostOfOne, b.left)
	}
	groups := map[pageSeenKey]*pageSeen{}
	told, all := 0, 0
	for s, err := range o.Each() {
		if err != nil {
			return err
		}
		if all++; all > most {
			break
		}
		told++
		key := pageSeenKey{s.Why, s.Source.Path, s.Evidence, moment(s.Collected)}
		g := groups[key]
		if g == nil {
			g = &pageSeen{Why: visible(s.Why), File: b.seenIn(s, o)}
			groups[key] = g
			c.Groups = append(c.Groups, g)
		}
		g.Subjects = append(g.Subjects, pageSubject{visible(b.in.name(s, o.Personal)), visible(within(s.Source))})
	}
	if loud {
		b.left -= told
	}
	if n := max(o.Count, all) - told; n > 0 {
		c.More = fmt.Sprintf("And %d more; the assessment results name them.", n)
	}
	c.Example = ", " + Count(max(o.Count, told), "subject")
	if loud && len(c.Groups) > 0 {
		c.Example += after(": ", cut(c.Groups[0].Why, shortWhy))
	}
	return nil
}

// shortWhy is how much of a reason is told where the whole one stands elsewhere on the
// page.
const shortWhy = 36

// Others says whether files stand behind a card that its subjects do not name.
func (c *card) Others() bool {
	return slices.ContainsFunc(c.Files, func(f *pageFile) bool {
		return !slices.ContainsFunc(c.Groups, func(g *pageSeen) bool { return g.File != nil && g.File.ID == f.ID })
	})
}

// pageSeenKey is what subjects of one group have in common.
type pageSeenKey struct{ why, path, evidence, collected string }

// within is where in its file something stands.
func within(s assessment.Source) string {
	if s.Line > 0 {
		return after("line ", fmt.Sprint(s.Line)) + after(" ", s.Pointer)
	}
	return s.Pointer
}

// shortDigest is how much of a digest is told where the whole one stands elsewhere on
// the page.
const shortDigest = 12

// seenIn is the file in which a subject was seen; nil for none.
func (b *pageBook) seenIn(s assessment.Subject, o *assessment.Observation) *seenFile {
	if s.Source.Path == "" && s.Evidence == "" {
		return nil
	}
	out := &seenFile{Path: visible(cmp.Or(s.Source.Path, "without a path")), Short: visible(s.Evidence)}
	if f := b.paths[s.Source.Path]; f != nil {
		out.ID = f.ID
		if f.ID != "" && f.Digest == s.Evidence && len(s.Evidence) > shortDigest {
			out.Short = s.Evidence[:shortDigest] + "…"
		}
	}
	switch {
	case !s.Collected.IsZero():
		out.Collected = moment(s.Collected)
	case !o.First.Equal(o.Last): // else the card says it already
		out.Collected = collected(o.First, o.Last)
	}
	return out
}

// check is a check in the list of all; one that several frameworks bind stands once.
func (b *pageBook) check(c *assessment.Check) *pageCheck {
	key := c.ID + "\x00" + c.Source.Digest
	if k := b.checks[key]; k != nil {
		return k
	}
	k := &pageCheck{Anchor: fmt.Sprintf("k%d", len(b.order)), ID: visible(c.ID), Title: visible(c.Title), Place: visible(cmp.Or(place(c.Source), c.ID)), digest: c.Source.Digest}
	if len(c.Source.Digest) > shortDigest {
		k.Digest = visible(c.Source.Digest[:shortDigest]) + "…"
	}
	for _, line := range strings.Split(paragraphs(c.Description), "\n\n") {
		if line != "" {
			k.Description = append(k.Description, visible(line))
		}
	}
	var cites []string
	for _, cited := range c.Citations {
		cites = append(cites, cited.Text)
		k.Facts = append(k.Facts, fact{"Rests on", visible(strings.TrimSpace(cited.Text + " " + cited.Ref))})
	}
	k.Cites = visible(strings.Join(cites, "; "))
	severity := ""
	if c.Severity != assessment.LevelUnknown {
		severity = c.Severity.String()
	}
	for _, f := range []fact{{"To do", c.Remediation}, {"Method", c.Method}, {"Severity", severity}, {"Evidence", strings.Join(c.Kinds, ", ")}, {"Policy", place(c.Source)}, {"SHA-256 of the file", c.Source.Digest}, {"SHA-256 with its imports", c.Digest}} {
		if f.Text != "" {
			k.Facts = append(k.Facts, fact{f.Name, visible(f.Text)})
		}
	}
	b.checks[key] = k
	b.order = append(b.order, k)
	return k
}

// policies gives each check the text of its policy, where the results carry it and as
// long as there is room.
func (b *pageBook) policies(p *page) error {
	slices.SortStableFunc(b.order, func(a, c *pageCheck) int { return cmp.Compare(a.ID, c.ID) })
	p.Checks = b.order
	without := 0
	for _, k := range b.order {
		if k.digest == "" || b.in.Policy == nil {
			without++
			continue
		}
		text, ok, err := b.in.Policy(k.digest)
		if err != nil {
			return err
		}
		if !ok || b.texts+len(text) > mostText {
			without++
			continue
		}
		b.texts += len(text)
		k.Text = strings.ReplaceAll(string(text), "\t", "    ")
		lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(k.Text, "\r\n", "\n"), "\n"), "\n")
		for i := range lines {
			lines[i] = visible(lines[i])
		}
		k.Text, k.Lines = strings.Join(lines, "\n"), len(lines)
	}
	if without > 0 && without < len(b.order) {
		p.NoTexts = fmt.Sprintf("The text of %s is not in this file; path and digest are.", Count(without, "policie"))
		p.NoTexts = strings.Replace(p.NoTexts, "1 policie ", "1 policy ", 1)
	} else if without > 0 {
		p.NoTexts = "The texts of the policies are not in this file; their paths and digests are."
	}
	return nil
}
