package report

import "github.com/assay-compliance/assay/internal/assessment"

// openItems finds the open items of many risks, each as POAM.OpenItem does.
type openItems struct {
	items []assessment.Item
	named map[string]int // the first open item that a check is known to by this id
}

// openItems readies the plan of action of a framework.
func (in Input) openItems(framework string) openItems {
	o := openItems{in.POAMs[framework].Items, map[string]int{}}
	for i := range o.items {
		it := &o.items[i]
		if !it.Open() {
			continue
		}
		for _, name := range append([]string{it.Weakness}, it.Names...) {
			if _, known := o.named[name]; !known {
				o.named[name] = i
			}
		}
	}
	return o
}

// of is the open item of a risk; nil for none, and for a gap.
func (o openItems) of(k *assessment.Risk) *assessment.Item {
	if i, ok := o.at(k); ok {
		return &o.items[i]
	}
	return nil
}

// at is the index of the open item of a risk.
func (o openItems) at(k *assessment.Risk) (int, bool) {
	if k == nil || k.Gap {
		return 0, false
	}
	at := -1
	for _, name := range append([]string{k.Key}, k.Formerly...) {
		if i, known := o.named[name]; known && (at < 0 || i < at) {
			at = i
		}
	}
	return at, at >= 0
}
