package evaluate

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/assessment"
)

// folder compares what a check says with the subjects it must speak of, for one
// document. It is a worker's own and reuses its memory; what it holds is valid
// until the next document.
type folder struct {
	ids  []string
	said []verdict
	out  []verdict // by id, ascending
	// blind is set while the outcomes are of a document that shows nothing of
	// its asset.
	blind bool
	// twice are the names that the document has for more than one thing.
	twice map[string]bool
}

// verdict is one subject's outcome. An empty id is the document's own subject.
type verdict struct {
	id      string
	outcome assessment.Outcome
	reason  assessment.Reason
	why     string
	of      string // the examined part it is a finding of; empty for none
	flaw    string // of a weakness with an id of its own: see flawOf
}

// told is why, part and weakness as one text, which records carry as a whole.
func (v *verdict) told() string {
	switch {
	case v.flaw != "":
		return v.why + partMark + v.of + flawMark + v.flaw
	case v.of == "" && !strings.Contains(v.why, partMark):
		return v.why
	}
	return v.why + partMark + v.of
}

// untold takes apart what told put together.
func untold(text string) (why, of, flaw string) {
	at := strings.LastIndex(text, partMark)
	if at < 0 {
		return text, "", ""
	}
	of, flaw, _ = strings.Cut(text[at+len(partMark):], flawMark)
	return text[:at], of, flaw
}

// partMark is between why and part, flawMark between part and weakness, and flawField
// between what is told of that; neither part nor weakness holds any.
const (
	partMark  = "\x00"
	flawMark  = "\x1e"
	flawField = "\x1f"
	marks     = partMark + flawMark + flawField
)

// flawOf reads what observe.finding adds: id, level, since and whether it stands. One
// without an id that records can carry is none, and its subject is of the check alone.
func flawOf(v ast.Value) string {
	o, ok := v.(ast.Object)
	if !ok {
		return ""
	}
	id, level, since := member(o, keyID), member(o, keyLevel), member(o, keySince)
	if !id.ok || id.s == "" || len(id.s) > 200 || strings.ContainsAny(string(id.s), marks) {
		return ""
	}
	word := func(s ast.String) string {
		if strings.ContainsAny(string(s), marks) || len(s) > 40 {
			return ""
		}
		return string(s)
	}
	stands := "0"
	if t := o.Get(keyStands); t != nil && t.Value.Compare(ast.Boolean(true)) == 0 {
		stands = "1"
	}
	return strings.Join([]string{string(id.s), word(level.s), word(since.s), stands}, flawField)
}

// weakness is what flawOf read.
func weakness(flaw string) *assessment.Weakness {
	if flaw == "" {
		return nil
	}
	fields := strings.Split(flaw, flawField)
	if len(fields) != 4 {
		return nil
	}
	w := &assessment.Weakness{ID: fields[0], Stands: fields[3] == "1"}
	w.Level, _ = assessment.ParseLevel(fields[1])
	if at, err := time.Parse(time.RFC3339, fields[2]); err == nil {
		w.Since = at.UTC().Truncate(time.Second)
	}
	return w
}

// one leaves a single undecided outcome for the document's own subject.
func (f *folder) one(reason assessment.Reason, why string) {
	f.out = append(f.out[:0], verdict{reason: reason, why: why})
}

// unseen takes every pass and skip away, and whatever was left open, from the
// outcomes of a document that shows nothing. What it shows broken stays broken,
// and a check that erred has erred.
func (f *folder) unseen() {
	for i := range f.out {
		v := &f.out[i]
		v.of, v.flaw = "", "" // nor does it show that any part was looked at
		if v.outcome != assessment.Fail && v.reason != assessment.ReasonPolicyError {
			v.outcome, v.reason, v.why = assessment.Undecided, assessment.ReasonNotShown, unseenText
		}
	}
}

// namesakes takes passes and skips away from subjects that the document names
// more than once: what is said of the one may not hold of the other, and only a
// fail holds of at least one.
func (f *folder) namesakes() {
	for i := range f.out {
		v := &f.out[i]
		if v.outcome != assessment.Fail && v.reason == "" && f.twice[v.id] {
			v.outcome, v.reason, v.why = assessment.Undecided, assessment.ReasonNoOutcome, namesakeText
		}
	}
}

const namesakeText = "the evidence names it more than once, so that what is said of the one may not hold of the other"

const unseenText = "its scan failed or ran without credentials, so that it shows nothing"

// broken is a policy that does not keep to its contract.
func (f *folder) broken(why string) { f.one(assessment.ReasonPolicyError, why) }

// outcomes folds the set observations over the set subjects; subjects is nil
// where the check defines none, and the document's own subject is the only one.
//
// Every subject has exactly one outcome afterwards: fail before pass before
// skip, and undecided where the check says nothing. An outcome for anything
// else, or of any other shape, makes the document undecided: a check that
// speaks of what it was not asked about cannot be trusted with the rest.
func (f *folder) outcomes(subjects, observations ast.Value, asset string) {
	said, ok := observations.(ast.Set)
	if !ok {
		f.broken("observations is not a set")
		return
	}
	f.said = f.said[:0]
	why := ""
	said.Until(func(t *ast.Term) bool {
		v, problem := readVerdict(t.Value)
		f.said = append(f.said, v)
		why = problem
		return problem != ""
	})
	if why != "" {
		f.broken(why)
		return
	}
	if subjects == nil {
		f.ids = append(f.ids[:0], asset)
	} else if why := f.list(subjects); why != "" {
		f.broken(why)
		return
	}
	if len(f.ids) == 0 && len(f.said) == 0 {
		f.one(assessment.ReasonNoSubject, "the evidence names no subject that the check looks at")
		return
	}
	f.join(subjects == nil)
}

// list reads the set of subjects, sorted.
func (f *folder) list(subjects ast.Value) (problem string) {
	set, ok := subjects.(ast.Set)
	if !ok {
		return "subjects is not a set"
	}
	f.ids = f.ids[:0]
	set.Until(func(t *ast.Term) bool {
		id, ok := t.Value.(ast.String)
		if !ok || id == "" {
			problem = "a subject is not a text with at least one character"
			return true
		}
		f.ids = append(f.ids, string(id))
		return false
	})
	if !slices.IsSorted(f.ids) {
		slices.Sort(f.ids)
	}
	return problem
}

// join walks subjects and outcomes side by side, both sorted by id.
func (f *folder) join(own bool) {
	if len(f.said) > 1 {
		slices.SortFunc(f.said, func(a, b verdict) int {
			return cmp.Or(strings.Compare(a.id, b.id), cmp.Compare(rank(b.outcome), rank(a.outcome)), strings.Compare(a.why, b.why), strings.Compare(a.of, b.of), strings.Compare(a.flaw, b.flaw))
		})
	}
	f.out = f.out[:0]
	said := f.said
	for _, id := range f.ids {
		if len(said) > 0 && said[0].id < id {
			break
		}
		n := 0
		for n < len(said) && said[n].id == id {
			n++
		}
		v := verdict{reason: assessment.ReasonNoOutcome, why: "the check says nothing of it"}
		if n > 0 {
			v = strongest(said[:n])
		}
		v.id = id
		if own {
			v.id = ""
		}
		f.out = append(f.out, v)
		said = said[n:]
	}
	if len(said) > 0 {
		f.broken("an outcome is for something that is not among the subjects")
	}
}

// rank orders outcomes: fail outranks pass, pass outranks skip.
func rank(o assessment.Outcome) int {
	switch o {
	case assessment.Fail:
		return 2
	case assessment.Pass:
		return 1
	}
	return 0
}

// strongest is the first of several outcomes of one subject, sorted by rank,
// with the reasons of all that say the same.
func strongest(said []verdict) verdict {
	v := said[0]
	n := 1
	for n < len(said) && said[n].outcome == v.outcome {
		if said[n].flaw != v.flaw {
			v.flaw = ""
		}
		if said[n].of != v.of {
			v.of = "" // a finding of two parts is one of neither
		}
		n++
	}
	if n > 1 {
		whys := make([]string, n)
		for i := range whys {
			whys[i] = said[i].why
		}
		v.why = together(whys)
	}
	v.why = cut(v.why)
	return v
}

// together joins sorted messages, each once, and says how many did not fit.
func together(whys []string) string {
	whys = slices.Compact(whys)
	size := 0
	for i, why := range whys {
		if size += len(why) + 2; size > maxWhy-40 && i > 0 {
			return strings.Join(whys[:i], "; ") + "; and " + strconv.Itoa(len(whys)-i) + " more"
		}
	}
	return strings.Join(whys, "; ")
}

// maxWhy is the most of a message that is kept, in bytes.
const maxWhy = 2000

// cut shortens a message at a character.
func cut(s string) string {
	if len(s) <= maxWhy {
		return s
	}
	s = s[:maxWhy]
	for len(s) > 0 && !utf8.RuneStart(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s[:max(0, len(s)-1)] + "…"
}

// The members of an outcome, as policies/lib/observe builds it.
var (
	keySubject = ast.InternedTerm("subject")
	keyOutcome = ast.InternedTerm("outcome")
	keyWhy     = ast.InternedTerm("why")
	keyOf      = ast.InternedTerm("of")
	keyFinding = ast.InternedTerm("finding")
	keyID      = ast.InternedTerm("id")
	keyLevel   = ast.InternedTerm("level")
	keySince   = ast.InternedTerm("since")
	keyStands  = ast.InternedTerm("stands")
	keyMsg     = ast.InternedTerm("msg")
)

// readVerdict reads {subject, outcome, why} and, of a finding, the part it is of and the
// weakness that has an id of its own.
// A part that records cannot carry is left out: then no absence is a pass.
func readVerdict(v ast.Value) (verdict, string) {
	o, ok := v.(ast.Object)
	var of maybeText
	var flaw *ast.Term
	more := 0
	if ok && o.Len() > 3 {
		if of = member(o, keyOf); of.ok {
			more++
		}
		if flaw = o.Get(keyFinding); flaw != nil {
			more++
		}
	}
	if !ok || o.Len() != 3+more {
		return verdict{}, "an outcome is not what observe.pass, observe.fail or observe.skip makes"
	}
	id, why, word := member(o, keySubject), member(o, keyWhy), member(o, keyOutcome)
	out := verdict{id: string(id.s), why: string(why.s)}
	if len(of.s) <= maxWhy && !strings.ContainsAny(string(of.s), marks) {
		out.of = string(of.s)
	}
	if flaw != nil {
		out.flaw = flawOf(flaw.Value)
	}
	switch word.s {
	case "pass":
		out.outcome = assessment.Pass
	case "fail":
		out.outcome = assessment.Fail
	case "skip":
		out.outcome = assessment.Skip
	default:
		return out, "an outcome is none of pass, fail and skip"
	}
	switch {
	case !id.ok || id.s == "":
		return out, "the subject of an outcome is not a text with at least one character"
	case !why.ok:
		return out, "the reason of an outcome is not a text"
	case out.outcome == assessment.Skip && why.s == "":
		return out, "a skip has no reason"
	}
	return out, ""
}

type maybeText struct {
	s  ast.String
	ok bool
}

func member(o ast.Object, key *ast.Term) maybeText {
	t := o.Get(key)
	if t == nil {
		return maybeText{}
	}
	s, ok := t.Value.(ast.String)
	return maybeText{s, ok}
}

// messages folds the answer of a conftest rule. Each element is a message, or
// an object with one as msg. Complete says that v is a list of the rule's
// values, none where it is undefined.
func (f *folder) messages(v ast.Value, asset string, complete, emptyPasses bool) {
	if complete {
		list, ok := v.(*ast.Array)
		if !ok || list.Len() == 0 {
			f.one(assessment.ReasonSilent, "the rule is undefined: none of its bodies applies, and only a set of messages can be empty")
			return
		}
		v = list.Elem(0).Value
	}
	f.ids = f.ids[:0]
	bad := false
	each := func(t *ast.Term) bool {
		s, ok := t.Value.(ast.String)
		if o, isObject := t.Value.(ast.Object); isObject {
			m := member(o, keyMsg)
			s, ok = m.s, m.ok
		}
		f.ids = append(f.ids, string(s))
		bad = bad || !ok
		return bad
	}
	switch v := v.(type) {
	case ast.Set:
		v.Until(each)
	case *ast.Array:
		v.Until(each)
	default:
		bad = true
	}
	switch {
	case bad:
		f.broken("the rule gives something else than messages")
	case len(f.ids) > 0:
		slices.Sort(f.ids)
		f.out = append(f.out[:0], verdict{outcome: assessment.Fail, why: cut(together(f.ids))})
	case emptyPasses:
		f.out = append(f.out[:0], verdict{outcome: assessment.Pass, why: "the rule reports nothing"})
	default:
		f.one(assessment.ReasonSilent, "the rule reports nothing, and its binding does not say what that decides")
	}
}
