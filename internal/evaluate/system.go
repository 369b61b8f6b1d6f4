package evaluate

import (
	"context"
	"encoding/binary"
	"slices"
	"strconv"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/evaluate/spool"
)

// maxSystem is the most of all payloads that a check of system scope may see of
// one component, in bytes.
const maxSystem = 256 << 20

// keep writes down the payload of a document for the checks of system scope,
// which see all documents of a component together when the stream has ended.
func (w *worker) keep(d *evidence.Document) error {
	key := binary.BigEndian.AppendUint16(nil, uint16(w.r.compIndex[d.Component]))
	key = binary.BigEndian.AppendUint16(key, uint16(w.r.kindIndex[d.Kind]))
	key = appendSortable(key, assetOf(d))
	key = binary.BigEndian.AppendUint64(key, uint64(d.Collected.Unix())^1<<63)
	key = append(key, d.Digest[:]...)
	key = binary.BigEndian.AppendUint32(key, uint32(d.Order.File))
	key = binary.BigEndian.AppendUint32(key, uint32(d.Order.Doc))
	value, err := spool.AppendValue(w.value[:0], d.Payload)
	if err != nil {
		return err
	}
	w.value = value[:0]
	return w.payloads.Add(key, value)
}

var keyPayload = ast.InternedTerm("payload")

// exhibit is what the checks of system scope see of one component.
type exhibit struct {
	comp  int
	bytes map[int]int         // by kind
	items map[int][]*ast.Term // by kind: {subject, collected, payload}; none of a kind that is too large
}

// systems judges each component as a whole by the checks of system scope. One
// component's payloads are in memory at a time.
func (a *assembler) systems(ctx context.Context, workers []*worker) error {
	var sorters []*spool.Sorter
	for _, w := range workers {
		sorters = append(sorters, w.payloads)
	}
	judged := make([]bool, len(a.r.comps))
	w := workers[len(workers)-1]
	x := exhibit{comp: -1}
	var decoder spool.Decoder
	finish := func() error {
		if x.comp < 0 {
			return nil
		}
		judged[x.comp] = true
		return a.system(ctx, w, &x)
	}
	err := spool.Merge(sorters, func(key, value []byte) error {
		c, k, order, _, err := docPlace(key)
		if err != nil {
			return err
		}
		if a.r.ledger.Superseded(order) {
			return nil
		}
		if c != x.comp {
			if err := finish(); err != nil {
				return err
			}
			x = exhibit{comp: c, bytes: map[int]int{}, items: map[int][]*ast.Term{}}
		}
		if x.bytes[k] += len(value); x.bytes[k] > a.r.opt.system {
			delete(x.items, k)
			return nil
		}
		item, err := exhibitItem(&decoder, key, value)
		if err == nil {
			x.items[k] = append(x.items[k], item)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := finish(); err != nil {
		return err
	}
	for c := range a.r.comps {
		if !judged[c] {
			if err := a.system(ctx, w, &exhibit{comp: c}); err != nil {
				return err
			}
		}
	}
	return nil
}

// exhibitItem makes {subject, collected, payload} of one kept payload.
func exhibitItem(d *spool.Decoder, key, value []byte) (*ast.Term, error) {
	payload, err := d.Decode(value)
	if err != nil {
		return nil, err
	}
	tail := len(key) - 8 - 32 - 8
	collected := time.Unix(int64(binary.BigEndian.Uint64(key[tail:])^1<<63), 0).UTC()
	return ast.ObjectTerm(
		ast.Item(ast.InternedTerm("subject"), ast.StringTerm(readSortable(key[4:tail]))),
		ast.Item(ast.InternedTerm("collected"), ast.StringTerm(collected.Format(time.RFC3339))),
		ast.Item(ast.InternedTerm("payload"), ast.NewTerm(payload)),
	), nil
}

// readSortable undoes appendSortable.
func readSortable(b []byte) string {
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] == 0 {
			if i+1 >= len(b) || b[i+1] != 0xff {
				break
			}
			i++
			out = append(out, 0)
			continue
		}
		out = append(out, b[i])
	}
	return string(out)
}

// system judges one component.
func (a *assembler) system(ctx context.Context, w *worker, x *exhibit) error {
	var runs []int
	for i := range a.r.runs {
		info := &a.r.runs[i]
		if !info.check.SystemScope || !info.applies[x.comp] || info.blocked || a.missing(i, x.comp) != "" {
			continue
		}
		reason, why := a.unusable(info, x)
		if reason != "" {
			n := a.stream(i, x.comp, assessment.Undecided, reason)
			if err := a.add(n, -1, a.r.comps[x.comp], nil, []byte(why)); err != nil {
				return err
			}
			continue
		}
		runs = append(runs, i)
	}
	p, err := a.r.agenda(runs, x.comp)
	if err != nil {
		return err
	}
	w.rec = w.rec[:0]
	for _, i := range p.stopped {
		w.undecided(i, causeReason(a.r.stopped[i].Load()), "not evaluated: the check was stopped before")
	}
	key := a.r.comps[x.comp]
	w.asker.view.about(func() ast.Value { return systemFacts(key) })
	for _, q := range p.queries {
		w.persons.begin(x.comp)
		for _, k := range a.r.runs[q.runs[0]].kinds {
			kind, _ := a.r.kinds[k].schema()
			for _, item := range x.items[k] {
				w.persons.add(kind, item.Value.(ast.Object).Get(keyPayload).Value)
			}
		}
		if err := w.put(ctx, q, a.r.input(q, x), key); err != nil {
			return err
		}
	}
	return a.group.system(x.comp, w.rec)
}

// subject counts an outcome of a check of system scope into the population of
// its run, and gives the document that its subject is shown with, -1 for none.
//
// What such a subject is, nothing declares: an asset, an account, the component.
// It is taken for an asset where a document that the check reads is about it, as
// for checks of document scope, or where the check compares evidence with the
// inventory and that lists it. Told is set where the check is silent on an asset
// that only the inventory names: unexamined tells of it.
func (a *assembler) subject(s *stream, id string) (number int, told bool) {
	t := a.tally(s.run, s.comp)
	t.subjects++
	look := looked(s.outcome, s.reason)
	if look {
		t.examined++
		if s.outcome == assessment.Skip {
			t.skipped++
		}
	}
	number, shown := a.shownBy(s.run, s.comp, id)
	if id == "" || id == a.r.comps[s.comp] {
		return number, false
	}
	at := assessment.FindAsset(a.lists[s.comp], id)
	compared := at >= 0 && a.compares(s.run)
	t.assets = t.assets || shown || compared
	switch {
	case at < 0 && shown:
		t.unknown++
	case compared && s.reason == assessment.ReasonNoOutcome && a.lists[s.comp][at] == id && !a.named(s.run, s.comp, at):
		return number, true
	case at >= 0 && look:
		t.found.add(at)
		if s.outcome != assessment.Skip {
			t.kept.add(at)
		}
	}
	return number, false
}

// shownBy gives the last document among a run's kinds that is about a subject, -1
// for none, and whether one is that does more than list it.
func (a *assembler) shownBy(run, c int, id string) (number int, shown bool) {
	number = -1
	for _, k := range a.r.runs[run].kinds {
		if n, ok := a.about[a.at(c, k)][id]; ok {
			number, shown = n, shown || a.kindName(k) != assessment.KindInventory
		}
	}
	return number, shown
}

// compares says whether a run holds other evidence against the inventory.
func (a *assembler) compares(run int) bool {
	kinds := a.r.runs[run].check.Kinds
	return len(kinds) > 1 && slices.Contains(kinds, assessment.KindInventory)
}

// unusable says why a component's evidence cannot be shown to a check: the most
// telling cause among its kinds.
func (a *assembler) unusable(info *runInfo, x *exhibit) (reason assessment.Reason, why string) {
	total := 0
	for _, k := range info.kinds {
		total += x.bytes[k]
		cell := a.cell(x.comp, k)
		if cell.reason != "" && (reason == "" || telling(cell.reason) < telling(reason)) {
			reason, why = cell.reason, a.kindName(k)+": "+cell.why
		}
	}
	if reason == "" && total > a.r.opt.system {
		return assessment.ReasonTooLarge, "the component's evidence of these kinds is over " + strconv.Itoa(a.r.opt.system>>20) + " MiB together"
	}
	return reason, why
}

// input is {kind: [items]} for the kinds of a query's checks.
func (r *runner) input(q *query, x *exhibit) *ast.Term {
	var members [][2]*ast.Term
	for _, k := range r.runs[q.runs[0]].kinds {
		members = append(members, ast.Item(ast.StringTerm(r.kinds[k].name), ast.ArrayTerm(x.items[k]...)))
	}
	return ast.ObjectTerm(members...)
}
