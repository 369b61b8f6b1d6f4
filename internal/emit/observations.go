package emit

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// inlineSubjects is how many passing or skipped subjects an observation lists
// itself; more go to a JSON-lines resource. Failing and undecided subjects are
// always inline.
const inlineSubjects = 100

// listed says whether an observation lists its subjects itself.
func listed(o *assessment.Observation) bool {
	settled := o.Outcome == assessment.Pass || o.Outcome == assessment.Skip
	return o.Count > 0 && (!settled || o.Count <= inlineSubjects)
}

// observations writes all observations, each with its subjects.
func (b *book) observations(w *writer) error {
	subjects := renderAhead(b.referred, b.run.Check, w.indent(2), b.r.Observations)
	defer subjects.stopped()
	for i := range b.r.Observations {
		if err := b.observation(w, &b.r.Observations[i], subjects); err != nil {
			return err
		}
	}
	b.referred.refer(w)
	return nil
}

// observation writes one observation.
func (b *book) observation(w *writer, o *assessment.Observation, subjects *ahead) error {
	head, err := b.observationHead(o)
	if err != nil {
		return err
	}
	if !listed(o) && o.Count > 0 {
		link, err := b.subjectsResource(o)
		if err != nil {
			return err
		}
		*head.Links = append(*head.Links, link)
	}
	for _, e := range deref(head.RelevantEvidence) {
		w.refs.use("resource", e.Href[1:])
	}
	for _, l := range deref(head.Links) {
		w.refs.use("resource", l.Href[1:])
	}
	w.refs.define("observation", head.UUID)
	w.refs.use("component", b.tool)

	if !listed(o) {
		w.element("observation", head)
		return nil
	}
	return w.withSubjects(head, func() error {
		for p := range subjects.of(o) {
			if p.err != nil {
				return p.err
			}
			w.subjects(p)
		}
		return w.err
	})
}

// withSubjects writes an observation whose subjects fill writes one by one, so
// that none but the head is held.
func (w *writer) withSubjects(head any, fill func() error) error {
	w.begin()
	text := w.indented(head)
	w.judge("observation", text)
	if w.err != nil {
		return w.err
	}
	// Everything up to the closing brace; the subjects go before it.
	w.write(text[:len(text)-2-2*w.depth])
	w.write([]byte{','})
	w.depth++
	w.newline()
	w.write([]byte(`"subjects": `))
	w.open('[')
	err := fill()
	w.shut(']')
	w.depth--
	w.newline()
	w.write([]byte{'}'})
	w.finish()
	return err
}

// subjects writes a piece of rendered and judged subjects.
func (w *writer) subjects(p piece) {
	if p.first > 0 {
		w.write(p.text[:p.first])
		w.first[len(w.first)-1] = false
	}
	w.mute++
	w.write(p.text[p.first:])
	w.mute--
}

// subject writes one rendered subject.
func (w *writer) subject(text []byte) {
	w.begin()
	w.judge("subject", text)
	w.write(text)
	w.finish()
}

func (b *book) observationHead(o *assessment.Observation) (oscal.Observation, error) {
	if o.Said != nil {
		return b.saidHead(o)
	}
	run := b.checks[o.Run]
	check := run.Check
	props := []oscal.Property{
		prop("check", check.ID),
		prop("severity", check.Severity.String()),
		prop("outcome", o.Outcome.String()),
		prop("component", o.Component),
		count("subjects", o.Count),
	}
	if o.Reason != "" {
		props = append(props, prop("reason", string(o.Reason)))
	}
	if o.Personal {
		props = append(props, prop("personal-subjects", "true"))
	}
	props = append(props, b.parameters(run)...)
	if o.EvidenceSet != "" {
		props = append(props, prop("evidence-set-sha256", o.EvidenceSet), count("evidence-count", b.r.Sets[o.EvidenceSet].Count))
	}
	props = append(props, prop("policy-sha256", check.Digest))
	props = append(props, population(o.Population)...)
	for _, c := range check.Citations {
		cited := prop("citation", c.Text)
		cited.Remarks = c.Ref
		props = append(props, cited)
	}
	props = append(props, b.bearing[o]...)

	policy, err := b.policy(check)
	if err != nil {
		return oscal.Observation{}, err
	}
	links := []oscal.Link{policy}
	evidence, err := b.relevantEvidence(o)
	if err != nil {
		return oscal.Observation{}, err
	}
	if evidence.list != nil {
		links = append(links, *evidence.list)
	}
	signers, signed := b.signed(o)
	links = append(links, signed...)
	collected, expires := b.collected(o)
	if !o.Last.Equal(o.First) {
		props = append(props, prop("collected-last", stamp(o.Last)))
	}
	return oscal.Observation{
		UUID:             b.observationID(o),
		Title:            line(check.Title + outcomeMark(o.Outcome)),
		Description:      prose(observationText(o, check)),
		Props:            &props,
		Methods:          []string{check.Method},
		Types:            observationTypes(check.Method),
		Origins:          list(b.origins(signers)),
		RelevantEvidence: list(evidence.cited),
		Links:            &links,
		Collected:        collected,
		Expires:          expires,
	}, nil
}

// outcomeMark ends the title of an observation, which would else say what the
// check asks as if it had been seen.
func outcomeMark(o assessment.Outcome) string { return ": " + o.String() }

// observationTypes are the tokens for what a program saw. NIST deprecates
// "finding" for "discovery"; FedRAMP's rules ask for "finding". They also ask
// that an examination for an objective has a document as its subject, and
// refuse documents as subjects, so that an examination is not typed as one.
//
// Source: oscal_output_spec 6.3, has-subject-matching-resource-uuid and
// has-correct-subject-values.
func observationTypes(method string) *[]string {
	if method == "EXAMINE" {
		return &[]string{"discovery", "finding"}
	}
	return &[]string{"control-objective", "discovery", "finding"}
}

// parameters are the values a run was given, each with where it comes from. The
// digest is over their canonical JSON and, where there are any, the words for
// those that are looser than the framework allows.
func (b *book) parameters(run *assessment.Run) []oscal.Property {
	if run.Key.Params == "" {
		return nil
	}
	props := []oscal.Property{prop("parameters-sha256", run.Key.Params)}
	for _, name := range sortedKeys(run.Params) {
		p := oscal.Property{Name: "parameter", Ns: oscal.NS, Class: token(name), Value: line(run.Params[name])}
		for _, from := range b.r.Scope.Parameters {
			if from.Name == name && from.Value == run.Params[name] {
				p.Remarks = strings.TrimSuffix(from.Origin+", "+At(from.Source), ", ")
			}
		}
		props = append(props, p)
	}
	for _, words := range run.Looser {
		props = append(props, prop("parameter-looser", words))
	}
	for _, name := range run.Unset {
		props = append(props, prop("parameter-unset", name))
	}
	return props
}

func population(p assessment.Population) []oscal.Property {
	basis := "inventory"
	if p.Asserted {
		basis = "asserted"
	}
	out := []oscal.Property{
		prop("population", basis), count("expected", p.Expected), count("examined", p.Examined),
		count("skipped", p.Skipped), count("missing", p.Missing), count("unknown", p.Unknown),
	}
	if p.Sample != "" {
		out = append(out, prop("sample", p.Sample), count("sampled-of", p.Of))
	}
	return out
}

func observationText(o *assessment.Observation, c *assessment.Check) string {
	text := fmt.Sprintf("%s of component %s: %s.", c.ID, o.Component, howMany(o.Count, o.Outcome))
	if o.Reason != "" {
		text += " Reason: " + string(o.Reason) + "."
	}
	if p := o.Population; p.Sample != "" {
		text += fmt.Sprintf(" By sampling plan %s, %d of %d assets are expected.", p.Sample, p.Expected, p.Of)
	}
	if o.Population.Asserted {
		text += " The population is asserted: it is what the evidence itself names, held against no inventory."
	}
	return text
}

// howMany says an outcome as a sentence.
func howMany(n int, o assessment.Outcome) string {
	words := map[assessment.Outcome][2]string{
		assessment.Pass: {"passes", "pass"}, assessment.Fail: {"fails", "fail"},
		assessment.Skip: {"is skipped", "are skipped"}, assessment.Undecided: {"is undecided", "are undecided"},
	}[o]
	if n == 1 {
		return subjects(n) + " " + words[0]
	}
	return subjects(n) + " " + words[1]
}

// collected is when the evidence was collected, as-of where there is none or
// where it claims the future (the outcome says so), and when it stops counting.
func (b *book) collected(o *assessment.Observation) (at time.Time, expires *time.Time) {
	asOf := second(b.run.AsOf)
	if o.First.IsZero() || o.First.After(asOf) {
		return asOf, nil
	}
	first := second(o.First)
	if e := second(o.Expires); !o.Expires.IsZero() && e.After(first) {
		return first, &e
	}
	return first, nil
}

func (b *book) observationID(o *assessment.Observation) string {
	return observationID(b.run.System.ID, b.r.Scope.Framework.ID, o)
}

func observationID(system, framework string, o *assessment.Observation) string {
	whose := []string{o.Run.Params, o.Component}
	if o.Said != nil {
		whose = []string{o.Said.ID}
	}
	parts := slices.Concat([]string{system, framework, "observation", o.Run.Check}, whose, []string{o.Outcome.String(), string(o.Reason), o.EvidenceSet})
	return oscal.ID(parts...)
}

// ObservationIDs are the uuids that the observations of results have in every document.
func ObservationIDs(r *assessment.Results) map[string]bool {
	out := make(map[string]bool, len(r.Observations))
	for i := range r.Observations {
		out[observationID(r.Scope.System.ID, r.Scope.Framework.ID, &r.Observations[i])] = true
	}
	return out
}

// citedFiles is how many files of a set an observation cites one by one. A
// larger set is cited by its list, which names every digest and path: sixty
// checks over a thousand hosts would else cite sixty thousand times.
const citedFiles = 100

// citation is how the observations over one evidence set cite it.
type citation struct {
	cited []oscal.RelevantEvidence
	list  *oscal.Link // the list that names the set, where the files cited do not tell it
}

// relevantEvidence cites each file of the set, or a list of them when the set
// is large. Files of up to 1,000 envelopes are placed in any case.
func (b *book) relevantEvidence(o *assessment.Observation) (citation, error) {
	set, ok := b.r.Sets[o.EvidenceSet]
	if !ok || o.EvidenceSet == "" {
		return citation{}, nil
	}
	if cited, ok := b.cited[o.EvidenceSet]; ok {
		return cited, nil
	}
	var out citation
	named := recomputable(set)
	switch {
	case len(set.Files) == 0:
		uuid, err := b.shelf.stream(setTitle(set), b.evidenceType(), func(w *bufio.Writer) error { return listSet(w, set) })
		if err != nil {
			return citation{}, err
		}
		out.cited = []oscal.RelevantEvidence{{Href: "#" + uuid, Description: fmt.Sprintf("SHA-256 of each of %d pieces of evidence, sorted. The SHA-256 of this list names the evidence set.", set.Count)}}
		named = true
	case len(set.Files) > citedFiles:
		uuid, err := b.shelf.stream(filesOf+setTitle(set), b.evidenceType(), func(w *bufio.Writer) error { return listFiles(w, set) })
		if err != nil {
			return citation{}, err
		}
		out.cited = []oscal.RelevantEvidence{{Href: "#" + uuid, Description: fmt.Sprintf("SHA-256 and path of each of %d files of evidence", len(set.Files))}}
		b.shelf.keep(set.Files...)
	default:
		for _, f := range set.Files {
			out.cited = append(out.cited, oscal.RelevantEvidence{Href: "#" + b.shelf.evidence(f, b.evidenceType()), Description: prose(f.Path)})
		}
	}
	if !named && set.Digests != nil {
		uuid, err := b.shelf.stream(setTitle(set), ours("evidence-set"), func(w *bufio.Writer) error { return listSet(w, set) })
		if err != nil {
			return citation{}, err
		}
		out.list = &oscal.Link{Href: "#" + uuid, Rel: "evidence-set", Text: fmt.Sprintf("SHA-256 of each of %d pieces of evidence, sorted; that of this list names the set", set.Count)}
	}
	b.cited[o.EvidenceSet] = out
	return out, nil
}

func setTitle(set assessment.EvidenceSet) string { return "evidence-set-" + set.Digest + ".txt" }

// recomputable says whether the digests of a set's files alone, sorted, one a
// line, give the digest of the set: each file is one piece of evidence, and none
// is left out. Otherwise nobody could recompute it without the list.
func recomputable(set assessment.EvidenceSet) bool {
	digests := make([]string, len(set.Files))
	for i, f := range set.Files {
		digests[i] = f.Digest
	}
	slices.Sort(digests)
	sum := sha256.New()
	for _, d := range slices.Compact(digests) {
		sum.Write([]byte(d + "\n"))
	}
	return hex.EncodeToString(sum.Sum(nil)) == set.Digest
}

// listFiles writes the digest and the path of each file of a set, so that each
// can be found among the placed files.
func listFiles(w *bufio.Writer, set assessment.EvidenceSet) error {
	for _, f := range set.Files {
		fmt.Fprintf(w, "%s  %s\n", f.Digest, f.Path)
	}
	return nil
}

// listSet writes the digest of each piece of evidence of a set, sorted, one a
// line: the bytes whose digest names the set.
func listSet(w *bufio.Writer, set assessment.EvidenceSet) error {
	for d, err := range set.Digests {
		if err != nil {
			return err
		}
		w.WriteString(d)
		w.WriteByte('\n')
	}
	return nil
}

// policy cites the policy file that a check is written in, and places with it all
// that the digest of the check is over.
func (b *book) policy(c *assessment.Check) (oscal.Link, error) {
	if l, ok := b.policies[c.ID]; ok {
		return l, nil
	}
	if !b.modules[c.Digest] { // of a conftest directory many checks have one
		modules, err := b.run.Modules(c)
		if err != nil {
			return oscal.Link{}, fmt.Errorf("read policy %s: %w", c.ID, err)
		}
		for _, m := range modules {
			if _, err := b.shelf.content(m.Path, ours("policy"), m.Text); err != nil {
				return oscal.Link{}, err
			}
		}
		b.modules[c.Digest] = true
	}
	uuid := b.shelf.placed[c.Source.Digest].UUID
	if uuid == "" {
		return oscal.Link{}, problem.New(problem.Place{Path: c.Source.Path}, "the policy changed while it was in use", "run again")
	}
	l := oscal.Link{Href: "#" + uuid, Rel: "policy", Text: line(c.Source.Path + ":" + strconv.Itoa(max(c.Source.Line, 1)))}
	b.policies[c.ID] = l
	return l, nil
}
