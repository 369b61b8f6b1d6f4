package emit

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// inlineSubjects is how many passing or skipped subjects an observation lists
// itself; more go to a JSON-lines resource. Failing and undecided subjects are
// always inline.
const inlineSubjects = 1000

// observation writes one observation and gives its uuid.
func (b *book) observation(w *writer, o *assessment.Observation) error {
	head, err := b.observationHead(o)
	if err != nil {
		return err
	}
	settled := o.Outcome == assessment.Pass || o.Outcome == assessment.Skip
	inline := !settled || o.Count <= inlineSubjects
	if !inline {
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

	if !inline || o.Count == 0 {
		w.element("observation", head)
		return nil
	}
	return w.withSubjects(head, func() error { return b.subjects(w, o) })
}

// withSubjects writes an observation whose subjects fill writes one by one, so
// that none but the head is held.
func (w *writer) withSubjects(head any, fill func() error) error {
	w.begin()
	text := w.indented(head)
	w.judge("observation", text)
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

// subject writes one rendered subject.
func (w *writer) subject(text []byte) {
	w.begin()
	w.judge("subject", text)
	w.write(text)
	w.finish()
}

func (b *book) observationHead(o *assessment.Observation) (oscal.Observation, error) {
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
	if o.Run.Params != "" {
		props = append(props, prop("parameters-sha256", o.Run.Params))
		for _, name := range sortedKeys(run.Params) {
			props = append(props, oscal.Property{Name: "parameter", Ns: oscal.NS, Class: token(name), Value: line(run.Params[name])})
		}
	}
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

	evidence, err := b.relevantEvidence(o)
	if err != nil {
		return oscal.Observation{}, err
	}
	policy, err := b.policy(check)
	if err != nil {
		return oscal.Observation{}, err
	}
	collected, expires := b.collected(o)
	if !o.Last.Equal(o.First) {
		props = append(props, prop("collected-last", second(o.Last).Format("2006-01-02T15:04:05Z")))
	}
	return oscal.Observation{
		UUID:        b.observationID(o),
		Title:       line(check.Title),
		Description: prose(observationText(o, check)),
		Props:       &props,
		Methods:     []string{check.Method},
		// NIST deprecates "finding" for "discovery"; FedRAMP's rules ask for "finding".
		Types:            &[]string{"control-objective", "discovery", "finding"},
		Origins:          &[]oscal.Origin{{Actors: []oscal.OriginActor{{Type: "tool", ActorUuid: b.tool}}}},
		RelevantEvidence: list(evidence),
		Links:            &[]oscal.Link{policy},
		Collected:        collected,
		Expires:          expires,
	}, nil
}

func population(p assessment.Population) []oscal.Property {
	basis := "inventory"
	if p.Asserted {
		basis = "asserted"
	}
	return []oscal.Property{
		prop("population", basis), count("expected", p.Expected), count("examined", p.Examined),
		count("skipped", p.Skipped), count("missing", p.Missing), count("unknown", p.Unknown),
	}
}

func observationText(o *assessment.Observation, c *assessment.Check) string {
	noun := "subjects"
	if o.Count == 1 {
		noun = "subject"
	}
	text := fmt.Sprintf("%s of component %s: %d %s %s.", c.ID, o.Component, o.Count, noun, o.Outcome)
	if o.Reason != "" {
		text += " Reason: " + string(o.Reason) + "."
	}
	if o.Population.Asserted {
		text += " Without an inventory the population is what the evidence itself names."
	}
	return text
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
	return b.id("observation", o.Run.Check, o.Run.Params, o.Component, o.Outcome.String(), string(o.Reason), o.EvidenceSet)
}

// citedFiles is how many files of a set an observation cites one by one. A
// larger set is cited by its list, which names every digest and path: sixty
// checks over a thousand hosts would else cite sixty thousand times.
const citedFiles = 100

// relevantEvidence cites each file of the set, or the list of its digests when
// the set is large. Files of up to 1,000 envelopes are placed in any case.
func (b *book) relevantEvidence(o *assessment.Observation) ([]oscal.RelevantEvidence, error) {
	set, ok := b.r.Sets[o.EvidenceSet]
	if !ok || o.EvidenceSet == "" {
		return nil, nil
	}
	if cited, ok := b.cited[o.EvidenceSet]; ok {
		return cited, nil
	}
	var out []oscal.RelevantEvidence
	if len(set.Files) == 0 || len(set.Files) > citedFiles {
		uuid, err := b.shelf.stream("evidence-set-"+o.EvidenceSet+".txt", "evidence", fedrampNS, func(w *bufio.Writer) error { return listSet(w, set) })
		if err != nil {
			return nil, err
		}
		out = append(out, oscal.RelevantEvidence{Href: "#" + uuid, Description: fmt.Sprintf("SHA-256 of each of %d pieces of evidence, sorted", set.Count)})
		for _, f := range set.Files {
			if err := b.shelf.keep(f); err != nil {
				return nil, err
			}
		}
	} else {
		for _, f := range set.Files {
			uuid, err := b.shelf.evidence(f)
			if err != nil {
				return nil, err
			}
			out = append(out, oscal.RelevantEvidence{Href: "#" + uuid, Description: prose(f.Path)})
		}
	}
	b.cited[o.EvidenceSet] = out
	return out, nil
}

// listSet writes the digests of a set, one a line; with the paths where they
// are known, so that each can be found among the placed files.
func listSet(w *bufio.Writer, set assessment.EvidenceSet) error {
	for _, f := range set.Files {
		fmt.Fprintf(w, "%s  %s\n", f.Digest, f.Path)
	}
	if len(set.Files) > 0 {
		return nil
	}
	for d, err := range set.Digests {
		if err != nil {
			return err
		}
		w.WriteString(d)
		w.WriteByte('\n')
	}
	return nil
}

// policy cites the policy file that a check is written in.
func (b *book) policy(c *assessment.Check) (oscal.Link, error) {
	if l, ok := b.policies[c.ID]; ok {
		return l, nil
	}
	text, err := b.run.Policy(c)
	if err != nil {
		return oscal.Link{}, fmt.Errorf("read policy %s: %w", c.ID, err)
	}
	uuid, err := b.shelf.content(c.Source.Path, "policy", oscal.NS, text)
	if err != nil {
		return oscal.Link{}, err
	}
	l := oscal.Link{Href: "#" + uuid, Rel: "policy", Text: line(c.Source.Path + ":" + strconv.Itoa(max(c.Source.Line, 1)))}
	b.policies[c.ID] = l
	return l, nil
}

// subjects writes the subjects of an observation, one a line.
func (b *book) subjects(w *writer, o *assessment.Observation) error {
	var text []byte
	for s, err := range o.Subjects {
		if err != nil {
			return err
		}
		text = b.appendSubject(text[:0], w, &s)
		w.subject(text)
		if w.err != nil {
			return w.err
		}
	}
	return nil
}

// appendSubject renders a subject by hand: there may be hundreds of thousands.
func (b *book) appendSubject(t []byte, w *writer, s *assessment.Subject) []byte {
	kind, uuid := b.place(s)
	w.refs.use(kind, uuid)
	t = appendSubjectHead(t, uuid, kind, s.Name())
	t = appendProp(t, "subject-id", s.ID)
	t = appendProp(append(t, ", "...), "why", s.Why)
	if s.Evidence != "" {
		t = appendProp(append(t, ", "...), "evidence-sha256", s.Evidence)
		t = appendProp(append(t, ", "...), "evidence-at", At(s.Source))
	}
	return append(t, "]}"...)
}

// appendSubjectHead renders a subject up to its first property.
func appendSubjectHead(t []byte, uuid, kind, name string) []byte {
	t = append(t, `{"subject-uuid": "`...)
	t = append(t, uuid...)
	t = append(t, `", "type": "`...)
	t = append(t, kind...)
	t = append(t, `", "title": `...)
	t = appendJSON(t, line(name))
	return append(t, `, "props": [`...)
}

func appendProp(t []byte, name, value string) []byte {
	t = append(t, `{"name": "`...)
	t = append(t, name...)
	t = append(t, `", "ns": "`+oscal.NS+`", "value": `...)
	t = appendJSON(t, line(value))
	return append(t, '}')
}

// place says which OSCAL object stands for a subject: its inventory item, or
// the component where the evidence names no asset of its own.
func (b *book) place(s *assessment.Subject) (kind, uuid string) {
	c := b.components[s.Component]
	if s.Asset == "" || s.Asset == s.Component || c == nil {
		return "component", b.components[s.Component].UUID
	}
	if b.lastAsset == s.Asset && b.lastComponent == s.Component {
		return "inventory-item", b.lastUUID
	}
	uuid = b.assetID(s.Component, s.Asset)
	b.lastComponent, b.lastAsset, b.lastUUID = s.Component, s.Asset, uuid
	if _, ok := b.inventory[uuid]; !ok {
		b.inventory[uuid] = asset{component: s.Component, name: s.Asset}
	}
	return "inventory-item", uuid
}

// subjectLine is one line of a subjects resource.
type subjectLine struct {
	Component string `json:"component"`
	Asset     string `json:"asset,omitempty"`
	ID        string `json:"id"`
	Why       string `json:"why,omitempty"`
	Evidence  string `json:"evidence-sha256,omitempty"`
	At        string `json:"evidence-at,omitempty"`
}

// subjectsResource places the subjects of an observation as JSON lines.
func (b *book) subjectsResource(o *assessment.Observation) (oscal.Link, error) {
	title := "subjects of " + o.Run.Check + ", " + o.Outcome.String() + ".jsonl"
	uuid, err := b.shelf.stream(title, "subjects", oscal.NS, func(w *bufio.Writer) error {
		var t []byte
		for s, err := range o.Subjects {
			if err != nil {
				return err
			}
			t = appendSubjectLine(t[:0], &s)
			if _, err := w.Write(t); err != nil {
				return err
			}
		}
		return nil
	})
	return oscal.Link{Href: "#" + uuid, Rel: "subjects", Text: fmt.Sprintf("%d subjects", o.Count)}, err
}

func appendSubjectLine(t []byte, s *assessment.Subject) []byte {
	member := func(name, value string, always bool) {
		if value == "" && !always {
			return
		}
		if len(t) > 1 {
			t = append(t, ',')
		}
		t = append(append(append(t, '"'), name...), `":`...)
		t = appendJSON(t, value)
	}
	t = append(t, '{')
	member("component", s.Component, true)
	member("asset", s.Asset, false)
	member("id", s.ID, true)
	member("why", s.Why, false)
	member("evidence-sha256", s.Evidence, false)
	member("evidence-at", At(s.Source), false)
	return append(t, '}', '\n')
}

func decodeSubjectLine(b []byte) (s subjectLine, err error) {
	err = json.Unmarshal(b, &s)
	return s, err
}
