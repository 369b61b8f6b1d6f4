package conclude

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
)

// people is what persons are asked, said and chose, as the targets of one framework
// need it.
type people struct {
	asked  map[string]*assessment.Request
	open   map[string]string // not covered: why
	said   map[string][]*assessment.Attestation
	chose  map[string][]*assessment.Decision
	voices map[string]*voice // by key
	asOf   time.Time
}

// newPeople sorts what people said and chose by target, the newest first.
func newPeople(scope *assessment.Scope, asOf time.Time) people {
	p := people{
		asked: map[string]*assessment.Request{}, open: map[string]string{}, said: map[string][]*assessment.Attestation{},
		chose: map[string][]*assessment.Decision{}, voices: map[string]*voice{}, asOf: asOf,
	}
	for _, a := range scope.Asked {
		p.asked[a.Target] = a.Request
	}
	for _, n := range scope.NotCovered {
		p.open[n.Target] = n.Reason
	}
	for i := range scope.Attestations {
		a := &scope.Attestations[i]
		for _, t := range a.Targets {
			p.said[t] = append(p.said[t], a)
		}
	}
	for i := range scope.Decisions {
		d := &scope.Decisions[i]
		for _, t := range d.Targets {
			p.chose[t] = append(p.chose[t], d)
		}
	}
	for _, list := range p.said {
		slices.SortStableFunc(list, func(x, y *assessment.Attestation) int {
			return cmp.Or(y.Date.Compare(x.Date), strings.Compare(x.ID, y.ID))
		})
	}
	for _, list := range p.chose {
		slices.SortStableFunc(list, func(x, y *assessment.Decision) int {
			return cmp.Or(y.Date.Compare(x.Date), strings.Compare(x.ID, y.ID))
		})
	}
	return p
}

// voice is one thing that a person said or chose, as an observation and, where it
// fails something, as a weakness.
type voice struct {
	key      string // of its run: attestation/<request or id>, decision/<id>
	kind     string // attestation or decision
	id       string // of the request or the record
	reason   assessment.Reason
	obs      assessment.Observation
	set      assessment.EvidenceSet
	subjects []assessment.Subject // one for each target
	at       int                  // of its observation in the results, once heard
	heard    bool
}

// voice gives the one of a record, made once: its outcome does not depend on the
// target.
func (p *people) voice(kind, record, id string, outcome assessment.Outcome, reason assessment.Reason, from, last time.Time, source assessment.Source, said *assessment.Said) *voice {
	key := kind + "/" + record
	if v := p.voices[key]; v != nil {
		return v
	}
	said.Kind = kind
	set := files(source, said.Exhibits)
	check := said.Check
	check.ID, check.Package, check.Source, check.Digest = kind+"/"+id, kind, source, source.Digest
	v := &voice{key: key, kind: kind, id: id, reason: reason, obs: assessment.Observation{
		Run: assessment.RunKey{Check: check.ID}, Outcome: outcome, Reason: reason, EvidenceSet: set.Digest,
		First: from, Last: from, Population: assessment.Population{Asserted: true}, Said: said,
	}}
	v.set = set
	if !last.IsZero() {
		v.obs.Expires = last.AddDate(0, 0, 1)
	}
	p.voices[key] = v
	return v
}

// hear puts the observations of what people said of a judgement into the results,
// each once, with the target as its subject.
func (p *people) hear(j *judgement, r *assessment.Results) {
	for _, v := range j.voices() {
		if !v.heard {
			v.heard, v.at = true, len(r.Observations)
			r.Sets[v.set.Digest] = v.set
			v.obs.Component = whole(r.Scope)
			v.obs.Subjects = v.each
			r.Observations = append(r.Observations, v.obs)
		}
		o := &r.Observations[v.at]
		o.Count++
		v.subjects = append(v.subjects, assessment.Subject{
			Component: o.Component, Asset: o.Component, ID: j.target.ID, Outcome: o.Outcome, Reason: o.Reason,
			Why: v.why(), Evidence: v.obs.Said.Check.Digest, Source: v.obs.Said.Check.Source, Collected: o.First,
		})
		o.Sample = v.subjects[:min(len(v.subjects), 5)]
		o.Population.Expected, o.Population.Examined = o.Count, o.Count
	}
}

// each yields the subjects of a voice, sorted by target.
func (v *voice) each(yield func(assessment.Subject, error) bool) {
	for _, s := range slices.SortedFunc(slices.Values(v.subjects), func(x, y assessment.Subject) int { return strings.Compare(x.ID, y.ID) }) {
		if !yield(s, nil) {
			return
		}
	}
}

// why is what a subject says of what a person said: who, and when.
func (v *voice) why() string {
	p := v.obs.Said.Party
	who := cmp.Or(p.Name, "nobody who is named")
	if p.Role != "" {
		who += ", " + p.Role
	}
	if p.Organization != "" {
		who += " of " + p.Organization
	}
	verb := map[string]string{attested: "said by ", decided: "decided by "}[v.kind]
	if v.obs.First.IsZero() {
		return verb + who
	}
	return verb + who + " on " + v.obs.First.Format(time.DateOnly)
}

// The two kinds of voices.
const (
	attested = "attestation"
	decided  = "decision"
)

// whole is the component that stands for the system as a whole where a document asks
// for one: the organization or the system itself where it has such a part.
func whole(s *assessment.Scope) string {
	keys := s.Components()
	for _, t := range []string{"this-system", "organization"} {
		for _, c := range s.System.Components {
			if c.Type == t && slices.Contains(keys, c.Key) {
				return c.Key
			}
		}
	}
	if len(keys) == 0 {
		keys = s.System.Boundary // all of it is left out of this framework
	}
	if len(keys) == 0 {
		return s.System.ID
	}
	return keys[0]
}

// files are the file of a record and the documents of the repository it rests on, as
// an evidence set: named by the digest of their sorted digests.
func files(source assessment.Source, exhibits []assessment.Exhibit) assessment.EvidenceSet {
	out := assessment.EvidenceSet{Files: []assessment.Source{source}}
	for _, x := range exhibits {
		if x.Source.Path != "" && x.Source.Digest != "" && !slices.Contains(out.Files, x.Source) {
			out.Files = append(out.Files, x.Source)
		}
	}
	slices.SortFunc(out.Files, func(a, b assessment.Source) int { return strings.Compare(a.Path, b.Path) })
	var digests []string
	for _, f := range out.Files {
		digests = append(digests, f.Digest)
	}
	sum := sha256.New()
	for _, d := range set(digests) {
		sum.Write([]byte(d + "\n"))
	}
	out.Digest, out.Count = hex.EncodeToString(sum.Sum(nil)), len(set(digests))
	return out
}

// checks adds what was asked of people to the checks of a framework, sorted.
func (p *people) checks(list []*assessment.Check) []*assessment.Check {
	for _, v := range p.voices {
		if v.heard {
			list = append(list, v.obs.Said.Check)
		}
	}
	slices.SortFunc(list, func(x, y *assessment.Check) int {
		return cmp.Or(strings.Compare(x.ID, y.ID), strings.Compare(x.Digest, y.Digest))
	})
	return slices.CompactFunc(list, func(x, y *assessment.Check) bool { return x.ID == y.ID })
}

// voices are those that bear on a judgement.
func (j *judgement) voices() []*voice {
	var out []*voice
	if j.statement != nil {
		out = append(out, j.statement.voice)
	}
	for _, c := range j.choices {
		out = append(out, c.voice)
	}
	return out
}

// heard are the observations of those voices, ascending.
func (j *judgement) heard() []int {
	var out []int
	for _, v := range j.voices() {
		out = append(out, v.at)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// lacks says why a record with these faults cannot be relied on; empty when it can.
// Drafts are nothing to CMMC (32 CFR 170.24(b)(1)).
func (b *bench) lacks(said []string, exhibits []assessment.Exhibit) string {
	if len(said) > 0 {
		return said[0]
	}
	for _, x := range exhibits {
		switch {
		case x.Fault != "":
			return cmp.Or(x.Title, x.Source.Path, x.Href) + ": " + x.Fault
		case x.Draft && b.scope.Framework.Family == "cmmc":
			return cmp.Or(x.Title, x.Source.Path, x.Href) + " is a draft"
		}
	}
	return ""
}

// counts says whether a record counts now, and if not for what reason.
func (b *bench) counts(date, last time.Time, lacks string) (assessment.Reason, string) {
	switch {
	case lacks != "":
		return assessment.ReasonIncomplete, "is incomplete: " + lacks
	case date.After(b.plan.AsOf):
		return assessment.ReasonFuture, "is dated after the assessment"
	case !assessment.Current(date, last, b.plan.AsOf):
		return assessment.ReasonExpired, "counts no more since " + last.Format(time.DateOnly)
	}
	return "", ""
}

// spoken is the weakness that a person told of.
func (r *risks) spoken(v *voice) *draft {
	check := v.obs.Said.Check
	d := r.byKey[check.ID]
	if d == nil {
		d = &draft{Risk: assessment.Risk{
			Key: check.ID, Check: check, Title: "Not so: " + check.Title, Statement: check.Description, Remediation: check.Remediation,
			Status: assessment.RiskOpen, Level: check.Severity, Rating: r.bench.scope.Framework.Ratings[check.Severity],
		}}
		r.byKey[check.ID] = d
	}
	d.detect(v.obs.First)
	return d
}
