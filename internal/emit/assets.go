package emit

import (
	"cmp"
	"slices"
	"sync"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// asset is a thing inside a component that evidence speaks of: a host, a tenant.
type asset struct{ component, name string }

// assets knows which OSCAL object stands for a subject, and remembers which ones
// subjects referred to. Any number of goroutines may ask.
type assets struct {
	system string
	known  map[string]*assessment.Component // by key; not changed

	mu    sync.RWMutex
	items map[asset]string  // uuids of inventory items
	parts map[string]string // uuids of components, by key
}

func newAssets(system string, known map[string]*assessment.Component) *assets {
	return &assets{system: system, known: known, items: map[asset]string{}, parts: map[string]string{}}
}

// of says which object stands for an asset of a component: its inventory item,
// or the component where the evidence names no asset of its own.
func (a *assets) of(component, name string) (kind, uuid string) {
	if name == "" || name == component {
		return "component", a.component(component)
	}
	at := asset{component, name}
	a.mu.RLock()
	uuid, ok := a.items[at]
	a.mu.RUnlock()
	if !ok {
		a.component(component)
		uuid = assetID(a.system, component, name)
		a.mu.Lock()
		a.items[at] = uuid
		a.mu.Unlock()
	}
	return "inventory-item", uuid
}

// component gives the uuid of a component. That of one which the system does not
// have is its own: who refers to it must define it.
func (a *assets) component(key string) string {
	a.mu.RLock()
	uuid, ok := a.parts[key]
	a.mu.RUnlock()
	if !ok {
		uuid = oscal.ID(a.system, "component", key)
		if c := a.known[key]; c != nil {
			uuid = c.UUID
		}
		a.mu.Lock()
		a.parts[key] = uuid
		a.mu.Unlock()
	}
	return uuid
}

// refer notes in the document what subjects referred to.
func (a *assets) refer(w *writer) {
	for _, uuid := range a.parts {
		w.refs.use("component", uuid)
	}
	for _, uuid := range a.items {
		w.refs.use("inventory-item", uuid)
	}
}

// write writes the inventory items that subjects referred to, sorted by component
// and name.
func (a *assets) write(w *writer) {
	names := make([]asset, 0, len(a.items))
	for at := range a.items {
		names = append(names, at)
	}
	slices.SortFunc(names, func(x, y asset) int {
		return cmp.Or(cmp.Compare(x.component, y.component), cmp.Compare(x.name, y.name))
	})
	for _, at := range names {
		w.refs.define("inventory-item", a.items[at])
		w.element("inventory-item", oscal.InventoryItem{
			UUID: a.items[at], Description: prose(at.name),
			Props:                 &[]oscal.Property{{Name: "asset-id", Value: line(at.name)}},
			ImplementedComponents: &[]oscal.ImplementedComponent{{ComponentUuid: a.parts[at.component]}},
		})
	}
}
