package resolve

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/strictyaml"
	"github.com/assay-compliance/assay/oscal"
)

// insertion is where text takes in a parameter.
var insertion = regexp.MustCompile(`\{\{\s*(?:insert:\s*param,\s*|param:?\s*)([^\s,}]+)\s*\}\}`)

// reference is where a document refers to one of its resources.
var reference = regexp.MustCompile(`#([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})`)

// loosen brings in the parameters that text of the result takes in and no control
// of it declares: those that stand in groups and catalogs, and those of controls
// that were not selected. One of a group stands in that group where the result has
// it, else at the top.
func (t *task) loosen(out *oscal.Catalog, sources []*oscal.Catalog) {
	offered := map[string]loose{}
	for _, cat := range sources {
		offerParams(offered, "", cat.Params)
		offerControls(offered, "", cat.Controls)
		offerGroups(offered, cat.Groups)
	}
	have := &body{controls: map[string][]*oscal.Control{}, params: map[string][]*oscal.Parameter{}}
	have.add(out)
	there := map[string]bool{}
	for id := range have.params {
		there[id] = true
	}
	text := marshal(out)
	for len(text) > 0 {
		var more []oscal.Parameter
		for _, id := range inserts(text) {
			l, ok := offered[id]
			if there[id] || !ok {
				continue
			}
			there[id] = true
			p := l.param
			for _, s := range t.settings {
				if s.set.ParamId == id {
					setParameter(&p, &s.set)
				}
			}
			l.stand(out, p)
			more = append(more, p)
		}
		if text = nil; len(more) > 0 {
			text = marshal(more)
		}
	}
	for _, s := range t.settings {
		if !there[s.set.ParamId] {
			t.note("/profile/modify/set-parameters/"+strconv.Itoa(s.at)+"/param-id", "parameter "+strictyaml.Quote(s.set.ParamId)+" is not in the result: setting it changes nothing", "")
		}
	}
}

// loose is a parameter that is offered, and the group it stands in.
type loose struct {
	param oscal.Parameter
	group string
}

func offerParams(into map[string]loose, group string, list *[]oscal.Parameter) {
	for _, p := range each(list) {
		if _, ok := into[p.ID]; !ok {
			into[p.ID] = loose{p, group}
		}
	}
}

func offerControls(into map[string]loose, group string, list *[]oscal.Control) {
	for i := range each(list) {
		offerParams(into, group, (*list)[i].Params)
		offerControls(into, group, (*list)[i].Controls)
	}
}

func offerGroups(into map[string]loose, list *[]oscal.Group) {
	for i := range each(list) {
		g := &(*list)[i]
		offerParams(into, g.ID, g.Params)
		offerControls(into, g.ID, g.Controls)
		offerGroups(into, g.Groups)
	}
}

// stand puts the parameter into its group, or at the top.
func (l loose) stand(out *oscal.Catalog, p oscal.Parameter) {
	if g := group(out.Groups, l.group); g != nil {
		g.Params = joined(g.Params, &[]oscal.Parameter{p})
		return
	}
	out.Params = joined(out.Params, &[]oscal.Parameter{p})
}

// group finds a group by its id; nil where there is none.
func group(list *[]oscal.Group, id string) *oscal.Group {
	for i := range each(list) {
		g := &(*list)[i]
		if id != "" && g.ID == id {
			return g
		}
		if inner := group(g.Groups, id); inner != nil {
			return inner
		}
	}
	return nil
}

// inserts are the ids of the parameters that a text takes in, in its order.
func inserts(text []byte) []string {
	var out []string
	for _, m := range insertion.FindAllSubmatch(text, -1) {
		out = append(out, string(m[1]))
	}
	return out
}

// marshal writes a part of the result to be searched; what cannot be written is
// refused when the result is.
func marshal(v any) []byte {
	text, err := oscal.Marshal(v)
	if err != nil {
		return nil
	}
	return text
}

// before is the last version in which a group may hold controls and groups.
const before = "1.1.3"

// mixed finds a group that holds controls and groups; nil where there is none.
func mixed(list *[]oscal.Group) *oscal.Group {
	for i := range each(list) {
		g := &(*list)[i]
		if g.Controls != nil && g.Groups != nil {
			return g
		}
		if inner := mixed(g.Groups); inner != nil {
			return inner
		}
	}
	return nil
}

// metadata copies that of the profile and says what the result was made from. It
// has no time of its own.
func (t *task) metadata(out *oscal.Catalog, files []File) {
	out.Metadata = t.profile.Metadata
	out.Metadata.OscalVersion = oscal.Version
	if g := mixed(out.Groups); g != nil {
		out.Metadata.OscalVersion = before
		t.note("/profile/merge", "group "+strictyaml.Quote(g.ID+" "+g.Title)+" holds controls and groups, which OSCAL 1.2 does not allow: the result is of "+before, "give the controls a group of their own")
	}
	out.Metadata.Props = joined(&[]oscal.Property{
		{Name: "resolution-tool", Value: "assay"},
		{Name: "source-profile-uuid", Value: t.profile.UUID},
	}, out.Metadata.Props)
	out.Metadata.Links = joined(&[]oscal.Link{{Href: t.doc.Path, Rel: "source-profile"}}, out.Metadata.Links)
	digests := []string{"resolved-profile"}
	for _, f := range files {
		digests = append(digests, f.Digest)
	}
	out.UUID = oscal.ID(digests...)
}

// backMatter joins the resources of all sources and of the profile. Of those with
// one uuid the last stays, one that asks to be kept before one that does not; of
// the others those that the result refers to.
func (t *task) backMatter(out *oscal.Catalog, sources []*oscal.Catalog) {
	var all []oscal.Resource
	for _, cat := range sources {
		if cat.BackMatter != nil {
			all = append(all, each(cat.BackMatter.Resources)...)
		}
	}
	if t.profile.BackMatter != nil {
		all = append(all, each(t.profile.BackMatter.Resources)...)
	}
	last := map[string]int{}
	for i := range all {
		id := strings.ToLower(all[i].UUID)
		if before, ok := last[id]; !ok || kept(&all[i]) || !kept(&all[before]) {
			last[id] = i
		}
	}
	used := map[string]bool{}
	for _, m := range reference.FindAllSubmatch(marshal(out), -1) {
		used[string(bytes.ToLower(m[1]))] = true
	}
	var stay []oscal.Resource
	for i := range all {
		id := strings.ToLower(all[i].UUID)
		if last[id] == i && (used[id] || kept(&all[i])) {
			stay = append(stay, all[i])
		}
	}
	if len(stay) > 0 {
		out.BackMatter = &oscal.BackMatter{Resources: &stay}
	}
}

// kept says whether a resource asks to stay whoever refers to it.
func kept(r *oscal.Resource) bool {
	return slices.ContainsFunc(each(r.Props), func(p oscal.Property) bool { return p.Name == "keep" && p.Value == "always" && p.Ns == "" })
}
