package emit

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// DecodeResults reads assessment results back into what they were written from,
// so that gate, explain and report run on a file, even one of another tool. dir
// is the document's folder. Of several results the one that ends last counts.
//
// What an AR does not carry is absent: the profile's controls that were not
// reviewed, the text of policies, the system's claims.
func DecodeResults(path, dir string, text []byte) (assessment.Results, error) {
	doc, err := oscal.Read(path, text)
	if err != nil {
		return assessment.Results{}, err
	}
	if doc.AssessmentResults == nil {
		return assessment.Results{}, problem.New(problem.Place{Path: path}, "this is not assessment results but "+doc.Model, "give assessment-results.json")
	}
	d := &resultsDecoder{path: path, dir: dir, ar: doc.AssessmentResults, resources: map[string]oscal.Resource{}}
	if d.ar.BackMatter != nil {
		for _, r := range deref(d.ar.BackMatter.Resources) {
			d.resources[r.UUID] = r
		}
	}
	if len(d.ar.Results) == 0 {
		return assessment.Results{}, problem.New(problem.Place{Path: path, Pointer: "/assessment-results/results"}, "there is no result", "assess again")
	}
	latest := &d.ar.Results[0]
	for i := range d.ar.Results {
		if r := &d.ar.Results[i]; end(r).After(end(latest)) {
			latest = r
		}
	}
	r := d.results(latest)
	return r, d.problems.Err()
}

func end(r *oscal.Result) time.Time {
	if r.End != nil {
		return *r.End
	}
	return r.Start
}

type resultsDecoder struct {
	path, dir string
	ar        *oscal.AssessmentResults
	resources map[string]oscal.Resource
	problems  problem.List
}

func (d *resultsDecoder) results(src *oscal.Result) assessment.Results {
	meta := &d.ar.Metadata
	fw := assessment.Framework{ID: own(src.Props, "framework"), Title: strings.TrimPrefix(src.Title, "Run against ")}
	if fw.ID == "" {
		fw.ID = strings.TrimSuffix(filepath.Base(d.path), filepath.Ext(d.path))
	}
	fw.Profile.Digest = own(src.Props, "profile-sha256")
	fw.Wording = wordingOf(meta.Props)
	out := assessment.Results{
		Scope:    &assessment.Scope{System: &assessment.System{Title: meta.Title}, Framework: fw, Tailored: owns(meta.Props, "tailored-out"), Inherited: inheritedOf(src.Props), Excluded: excludedOf(meta.Props), Unbound: unboundOf(meta.Props)},
		AsOf:     second(end(src)),
		Declared: own(meta.Props, "time-source"),
		Start:    second(src.Start),
		Complete: own(meta.Props, "complete") != "false",
		Sets:     map[string]assessment.EvidenceSet{},
		Bearing:  map[string][]assessment.Bearing{},
	}
	names := d.names(src, out.Scope.System)
	for _, key := range out.Scope.System.Boundary {
		if !slices.ContainsFunc(out.Scope.Excluded, func(e assessment.Exclusion) bool { return e.Component == key }) {
			out.Scope.Boundary = append(out.Scope.Boundary, key)
		}
	}
	observations := map[string]int{}
	for _, o := range deref(src.Observations) {
		observations[o.UUID] = len(out.Observations)
		obs, set := d.observation(&o, names)
		out.Observations = append(out.Observations, obs)
		if set.Digest != "" {
			out.Sets[set.Digest] = set
		}
		out.Checks = append(out.Checks, d.check(&o, obs.Run.Check))
		bearing(out.Bearing, &o, len(out.Observations)-1)
	}
	slices.SortFunc(out.Checks, func(a, b *assessment.Check) int { return cmp.Compare(a.ID, b.ID) })
	out.Checks = slices.CompactFunc(out.Checks, func(a, b *assessment.Check) bool { return a.ID == b.ID })
	risks := map[string]string{}
	for _, r := range deref(src.Risks) {
		risk := d.risk(&r, observations, out.Checks)
		risks[r.UUID] = risk.Key
		out.Risks = append(out.Risks, risk)
	}
	for _, f := range deref(src.Findings) {
		out.Findings = append(out.Findings, finding(&f, observations, risks))
	}
	for i := range out.Risks {
		k := &out.Risks[i]
		for _, f := range out.Findings {
			if slices.Contains(f.Risks, k.Key) {
				k.Targets = append(k.Targets, f.Target.ID)
			}
		}
		slices.Sort(k.Targets)
		k.Targets = slices.Compact(k.Targets)
	}
	rollUp(&out, src.Props)
	out.Scope.Bindings = boundBy(src)
	return out
}

// boundBy gives the bindings that findings and observations name. Those out of
// effect are not among them, and a run is named by its check alone.
func boundBy(src *oscal.Result) []assessment.Binding {
	var out []assessment.Binding
	add := func(target, checks string, p oscal.Property) {
		b := assessment.Binding{Target: target, Strength: strengthNamed(p.Class)}
		if p.Name == "binding" {
			b.Source = sourceOf(p.Remarks)
		}
		for _, c := range strings.Split(checks, " + ") {
			b.Runs = append(b.Runs, assessment.RunKey{Check: c})
		}
		out = append(out, b)
	}
	for _, f := range deref(src.Findings) {
		for _, p := range deref(f.Props) {
			if p.Ns == oscal.NS && p.Name == "binding" {
				add(f.Target.TargetId, p.Value, p)
			}
		}
	}
	for _, o := range deref(src.Observations) {
		for _, p := range deref(o.Props) {
			if p.Ns == oscal.NS && p.Name == "bears-on" {
				add(p.Value, own(o.Props, "check"), p)
			}
		}
	}
	same := func(a, b assessment.Binding) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(b.Strength, a.Strength), cmp.Compare(checksOf(&a), checksOf(&b)))
	}
	slices.SortStableFunc(out, same)
	return slices.CompactFunc(out, func(a, b assessment.Binding) bool { return same(a, b) == 0 })
}

// names gives component and asset names by uuid.
func (d *resultsDecoder) names(src *oscal.Result, sys *assessment.System) map[string]asset {
	names := map[string]asset{}
	if src.LocalDefinitions == nil {
		return names
	}
	for _, c := range deref(src.LocalDefinitions.Components) {
		key := cmp.Or(own(c.Props, "key"), c.Title)
		names[c.UUID] = asset{component: key}
		sys.Components = append(sys.Components, assessment.Component{Key: key, UUID: c.UUID, Type: c.Type, Title: c.Title, Description: c.Description})
		sys.Boundary = append(sys.Boundary, key)
	}
	for _, it := range deref(src.LocalDefinitions.InventoryItems) {
		a := asset{name: cmp.Or(bare(it.Props, "asset-id"), it.Description)}
		if parts := deref(it.ImplementedComponents); len(parts) > 0 {
			a.component = names[parts[0].ComponentUuid].component
		}
		names[it.UUID] = a
	}
	return names
}

func (d *resultsDecoder) observation(o *oscal.Observation, names map[string]asset) (assessment.Observation, assessment.EvidenceSet) {
	out := assessment.Observation{
		UUID:      o.UUID,
		Run:       assessment.RunKey{Check: cmp.Or(own(o.Props, "check"), o.UUID), Params: own(o.Props, "parameters-sha256")},
		Component: own(o.Props, "component"), Outcome: outcomeOf(own(o.Props, "outcome")), Reason: assessment.Reason(own(o.Props, "reason")),
		EvidenceSet: own(o.Props, "evidence-set-sha256"), First: second(o.Collected), Last: second(o.Collected), Params: params(o.Props),
	}
	out.Personal = own(o.Props, "personal-subjects") == "true"
	if last, err := time.Parse(timeForm, own(o.Props, "collected-last")); err == nil {
		out.Last = last
	}
	if o.Expires != nil {
		out.Expires = second(*o.Expires)
	}
	out.Count, _ = strconv.Atoi(own(o.Props, "subjects"))
	out.Population = assessment.Population{Asserted: own(o.Props, "population") != "inventory", Sample: own(o.Props, "sample")}
	for name, to := range map[string]*int{"expected": &out.Population.Expected, "examined": &out.Population.Examined, "skipped": &out.Population.Skipped, "missing": &out.Population.Missing, "unknown": &out.Population.Unknown, "sampled-of": &out.Population.Of} {
		*to, _ = strconv.Atoi(own(o.Props, name))
	}
	set := assessment.EvidenceSet{Digest: out.EvidenceSet}
	set.Count, _ = strconv.Atoi(own(o.Props, "evidence-count"))
	files := map[string]string{}
	for _, e := range deref(o.RelevantEvidence) {
		if r, ok := d.resources[strings.TrimPrefix(e.Href, "#")]; ok {
			f := assessment.Source{Path: r.Title, Digest: hashOf(r)}
			set.Files = append(set.Files, f)
			files[f.Path] = f.Digest
		}
	}
	set.Signatures = d.signatures(o)
	out.Said = d.said(o, out.Run.Check, set.Files)
	inline := deref(o.Subjects)
	subject := func(s *oscal.SubjectReference) assessment.Subject {
		a := names[s.SubjectUuid]
		sub := assessment.Subject{
			Component: cmp.Or(a.component, out.Component), Asset: a.name, ID: cmp.Or(own(s.Props, "subject-id"), s.Title, s.SubjectUuid),
			Outcome: out.Outcome, Reason: out.Reason, Why: own(s.Props, "why"), Evidence: own(s.Props, "evidence-sha256"),
		}
		sub.Source = sourceOf(own(s.Props, "evidence-at"))
		sub.Source.Digest = files[sub.Source.Path]
		return sub
	}
	for i := range inline[:min(len(inline), 5)] {
		out.Sample = append(out.Sample, subject(&inline[i]))
	}
	out.Count = max(out.Count, len(inline))
	out.Subjects = func(yield func(assessment.Subject, error) bool) {
		for i := range inline {
			if !yield(subject(&inline[i]), nil) {
				return
			}
		}
	}
	for _, l := range deref(o.Links) {
		if l.Rel == "subjects" {
			out.Subjects = d.lines(strings.TrimPrefix(l.Href, "#"), out.Outcome, files)
		}
	}
	return out, set
}

// lines reads subjects from the resource that holds them, and holds it against
// its digest.
func (d *resultsDecoder) lines(uuid string, outcome assessment.Outcome, files map[string]string) iter.Seq2[assessment.Subject, error] {
	digest := hashOf(d.resources[uuid])
	return func(yield func(assessment.Subject, error) bool) {
		place := problem.Place{Path: resourcesDir + "/" + digest}
		if _, err := hex.DecodeString(digest); err != nil || len(digest) != 64 {
			yield(assessment.Subject{}, problem.New(problem.Place{Path: d.path}, "the resource of the subjects has no SHA-256", "assess again"))
			return
		}
		f, err := openRegular(filepath.Join(d.dir, resourcesDir, digest))
		if err != nil {
			yield(assessment.Subject{}, problem.New(place, "a file that the results cite is missing", "assess again"))
			return
		}
		defer f.Close()
		sum := sha256.New()
		in := bufio.NewReaderSize(io.TeeReader(f, sum), 1<<16)
		for {
			text, err := in.ReadBytes('\n')
			if err == io.EOF && len(text) == 0 {
				break
			}
			var l subjectLine
			if err != nil || json.Unmarshal(text, &l) != nil {
				yield(assessment.Subject{}, problem.New(place, "a file that the results cite is damaged", "assess again"))
				return
			}
			s := assessment.Subject{Component: l.Component, Asset: l.Asset, ID: l.ID, Outcome: outcome, Why: l.Why, Evidence: l.Evidence, Source: sourceOf(l.At)}
			s.Source.Digest = files[s.Source.Path]
			if !yield(s, nil) {
				return
			}
		}
		if hex.EncodeToString(sum.Sum(nil)) != digest {
			yield(assessment.Subject{}, problem.New(place, "a file that the results cite is not what they name", "assess again"))
		}
	}
}

// params are the parameters that an observation names, in its order.
func params(props *[]oscal.Property) []assessment.Parameter {
	var out []assessment.Parameter
	for _, p := range deref(props) {
		if p.Ns == oscal.NS && p.Name == "parameter" {
			out = append(out, assessment.Parameter{Name: p.Class, Value: p.Value, Origin: p.Remarks})
		}
	}
	return out
}

func hashOf(r oscal.Resource) string {
	for _, l := range deref(r.Rlinks) {
		for _, h := range deref(l.Hashes) {
			return h.Value
		}
	}
	return ""
}

// check gives what an observation says of its check.
func (d *resultsDecoder) check(o *oscal.Observation, id string) *assessment.Check {
	mark := outcomeMark(outcomeOf(own(o.Props, "outcome")))
	c := &assessment.Check{ID: id, Title: cmp.Or(strings.TrimSuffix(o.Title, mark), id), Digest: own(o.Props, "policy-sha256")}
	c.Severity, _ = assessment.ParseLevel(own(o.Props, "severity"))
	for _, p := range deref(o.Props) {
		if p.Ns == oscal.NS && p.Name == "citation" {
			c.Citations = append(c.Citations, assessment.Citation{Text: p.Value, Ref: p.Remarks})
		}
	}
	if len(o.Methods) > 0 {
		c.Method = o.Methods[0]
	}
	for _, l := range deref(o.Links) {
		if l.Rel == "policy" {
			c.Source = sourceOf(l.Text)
			c.Source.Digest = hashOf(d.resources[strings.TrimPrefix(l.Href, "#")])
		}
	}
	return c
}

func (d *resultsDecoder) risk(r *oscal.Risk, observations map[string]int, checks []*assessment.Check) assessment.Risk {
	out := assessment.Risk{
		UUID: r.UUID,
		Key:  cmp.Or(own(r.Props, "weakness"), r.UUID), Title: r.Title, Statement: r.Statement, Status: assessment.RiskStatus(r.Status),
		Controls: all(r.Props, "impacted-control-id"),
	}
	if of, ok := strings.CutPrefix(out.Key, "gap/"); ok {
		out.Gap = true
		out.Kind, out.Component, _ = strings.Cut(of, "/")
	}
	if of, ok := strings.CutPrefix(out.Key, "unknown-asset/"); ok {
		out.Own, out.Component, out.Targets = true, of, owns(r.Props, "objective")
		out.Unknown, _ = strconv.Atoi(own(r.Props, "unknown-assets"))
		for _, p := range deref(r.Props) {
			if p.Ns == oscal.NS && p.Name == "unknown-asset" {
				out.Assets = append(out.Assets, assessment.Subject{Component: of, Asset: p.Value, ID: p.Value, Source: sourceOf(p.Remarks)})
			}
		}
	}
	// Without a level of ours the level is unknown, which every gate counts as
	// the highest.
	out.Level, _ = assessment.ParseLevel(own(r.Props, "level"))
	if r.Deadline != nil {
		out.Deadline = second(*r.Deadline)
	} else if due, err := time.Parse(timeForm, own(r.Props, "overdue-since")); err == nil {
		out.Deadline = due
	}
	for _, rem := range deref(r.Remediations) {
		if rem.Lifecycle == "recommendation" {
			out.Remediation = rem.Description
		}
	}
	for _, o := range deref(r.RelatedObservations) {
		if i, ok := observations[o.ObservationUuid]; ok {
			out.Observations = append(out.Observations, i)
		}
	}
	for _, c := range checks {
		if c.ID == out.Key {
			out.Check = c
		}
	}
	return out
}
