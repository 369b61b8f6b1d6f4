package evaluate

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
)

// inventory gathers what documents of kind inventory list, and which of them
// cannot be used. Superseded ones are left out when the stream has ended.
type inventory struct {
	mu   sync.Mutex
	docs []inventoryDoc
}

// inventoryDoc is one inventory document, for one component when it is broken.
type inventoryDoc struct {
	order     evidence.Order
	collected time.Time
	component int
	reason    assessment.Reason // why it cannot be used; empty when it can
	why       string
	items     []inventoryItem
}

// inventoryItem is one asset that should be examined.
type inventoryItem struct {
	component int
	asset     string
}

// add takes an inventory document's items:
//
//	{"items": [{"id": …, "component": …}]}
//
// A document that cannot be used is read as far as it can be: what it names is
// what its fault leaves undecided.
func (inv *inventory) add(r *runner, d *evidence.Document, c int, reason assessment.Reason, why string) {
	doc := inventoryDoc{order: d.Order, collected: d.Collected, component: c, reason: reason, why: strings.Clone(why)}
	if o, ok := d.Payload.(ast.Object); ok {
		if items := o.Get(ast.InternedTerm("items")); items != nil {
			if list, ok := items.Value.(*ast.Array); ok {
				list.Foreach(func(t *ast.Term) { doc.item(r, t) })
			}
		}
	}
	inv.mu.Lock()
	defer inv.mu.Unlock()
	inv.docs = append(inv.docs, doc)
}

// item reads one item; one of a component outside the boundary is left out.
func (doc *inventoryDoc) item(r *runner, t *ast.Term) {
	o, ok := t.Value.(ast.Object)
	if !ok {
		return
	}
	id := member(o, ast.InternedTerm("id"))
	c, inBoundary := r.compIndex[string(member(o, ast.InternedTerm("component")).s)]
	if id.s == "" || !inBoundary {
		return
	}
	doc.items = append(doc.items, inventoryItem{component: c, asset: strings.Clone(string(id.s))})
}

// population is what the usable inventories say of one component.
type population struct {
	there     bool // some inventory covers the component
	collected time.Time
	items     []inventoryItem // sorted by asset, each asset once
	broken    assessment.Reason
	why       string
}

// settle drops superseded documents and joins the rest by component.
func (inv *inventory) settle(r *runner) []population {
	out := make([]population, len(r.comps))
	slices.SortFunc(inv.docs, func(a, b inventoryDoc) int { return compareOrder(a.order, b.order) })
	for _, doc := range inv.docs {
		if r.ledger.Superseded(doc.order) {
			continue
		}
		touched := map[int]bool{doc.component: true}
		for _, it := range doc.items {
			touched[it.component] = true
			if doc.reason == "" {
				out[it.component].items = append(out[it.component].items, it)
			}
		}
		for c := range touched {
			p := &out[c]
			switch {
			case doc.reason == "":
				// The envelope's own component is covered only by an item.
				p.there = p.there || len(p.items) > 0
				if p.collected.IsZero() || doc.collected.Before(p.collected) {
					p.collected = doc.collected
				}
			case p.broken == "":
				p.broken, p.why = doc.reason, "the inventory cannot be used: "+doc.why
			}
		}
	}
	inv.planned(r, out)
	for c := range out {
		slices.SortFunc(out[c].items, func(a, b inventoryItem) int { return strings.Compare(a.asset, b.asset) })
		out[c].items = slices.Compact(out[c].items) // all of one component
	}
	return out
}

// planned adds what the system security plan lists. A plan is changed for many
// reasons and its list has no date of its own, so that it can only ask for more:
// it is never too old, makes no broken inventory whole, and retires nothing.
//
// Source: docs/adr/0017.
func (inv *inventory) planned(r *runner, out []population) {
	plan := r.plan.System.SSP
	if plan == nil {
		return
	}
	for _, it := range plan.Inventory {
		if c, inBoundary := r.compIndex[it.Component]; inBoundary {
			out[c].there = true
			out[c].items = append(out[c].items, inventoryItem{component: c, asset: it.Asset})
		}
	}
}

// assets lists what the items name, sorted.
func (p *population) assets() []string {
	var out []string
	for _, it := range p.items {
		out = append(out, it.asset)
	}
	return out
}

func compareOrder(a, b evidence.Order) int {
	if a.File != b.File {
		return a.File - b.File
	}
	return a.Doc - b.Doc
}
