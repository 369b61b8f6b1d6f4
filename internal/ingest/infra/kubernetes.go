package infra

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// kubernetesWorkloads is the kind of what runs in a cluster.
const kubernetesWorkloads = "kubernetes-workloads"

// kubernetesNames are the member names of Kubernetes that errors may print.
const kubernetesNames = `apiVersion kind items metadata name namespace uid labels spec status replicas template jobTemplate
containers initContainers ephemeralContainers securityContext volumes hostPath path podSelector matchLabels matchExpressions
runAsUser runAsNonRoot privileged allowPrivilegeEscalation resources limits image suspend active continue remainingItemCount`

// kubernetesFile is what is known of a cluster while its objects are read.
type kubernetesFile struct {
	s         *raw.Source
	page      string // kind of the list whose items are being read
	lists     int
	open      bool // a list says that more follows
	compared  int  // pairs of a workload and a policy that were looked at
	workloads []kubernetesWorkload
	policies  []kubernetesPolicy
}

// kubernetesRecord is one object, still as text.
type kubernetesRecord struct {
	text     jsontext.Value
	position string
	line     int
}

type kubernetesHead struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name         string            `json:"name"`
		GenerateName string            `json:"generateName"`
		Namespace    string            `json:"namespace"`
		UID          string            `json:"uid"`
		Labels       map[string]string `json:"labels"`
	} `json:"metadata"`
}

// readKubernetes reads objects of Kubernetes in JSON: lists as `kubectl get -o
// json` and the API give them, single objects, and one after another.
//
// Source: Kubernetes API, meta/v1 ListMeta and ObjectMeta; apps/v1, batch/v1,
// core/v1 and networking.k8s.io/v1 of Kubernetes 1.20 to 1.34. Only a server gives
// an object a uid: what has one runs, what has none is a manifest.
func readKubernetes(ctx context.Context, s *raw.Source) error {
	k := &kubernetesFile{s: s}
	j := raw.NewJSON(ctx, s, kubernetesNames)
	err := j.Batch(raw.Batch{
		List: "items",
		Record: func(e raw.Entry) error {
			return k.record(kubernetesRecord{e.Value, e.Position, e.Line}, func(v any) error { return j.Entry(e, v) })
		},
		Also: func(name string, v jsontext.Value) error {
			switch name {
			case "kind":
				k.lists++
				if b, err := jsontext.AppendUnquote(nil, v); err == nil {
					k.page = strings.TrimSuffix(string(b), "List")
				}
			case "metadata":
				k.more(v)
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	return k.emit()
}

// readKubernetesYAML reads the same objects in YAML: manifests of one or many
// documents, and what `kubectl get -o yaml` gives.
func readKubernetesYAML(ctx context.Context, s *raw.Source) error {
	docs, err := raw.YAML(ctx, s)
	if err != nil {
		return err
	}
	k := &kubernetesFile{s: s}
	for _, d := range docs {
		o, ok := d.Value.(ast.Object)
		if !ok {
			return &raw.Fault{Code: raw.FaultType, Line: d.Line}
		}
		items := o.Get(ast.StringTerm("items"))
		if items == nil {
			if err := k.yaml(o, d.Line); err != nil {
				return err
			}
			continue
		}
		k.lists++
		if m := o.Get(ast.StringTerm("metadata")); m != nil {
			if text, err := textOf(m.Value); err == nil {
				k.more(text)
			}
		}
		list, ok := items.Value.(*ast.Array)
		if !ok && items.Value.Compare(ast.NullValue) != 0 {
			return &raw.Fault{Code: raw.FaultType, Line: d.Line}
		}
		for i := 0; ok && i < list.Len(); i++ {
			if err := k.yaml(list.Elem(i).Value, itemLine(d, "items", i)); err != nil {
				return err
			}
		}
	}
	if len(docs) == 0 {
		return &raw.Fault{Code: raw.FaultEmpty}
	}
	return k.emit()
}

// yaml takes an object of a YAML file.
func (k *kubernetesFile) yaml(v ast.Value, line int) error {
	if _, ok := v.(ast.Object); !ok {
		return &raw.Fault{Code: raw.FaultType, Line: line}
	}
	if !k.s.CountRecord() {
		return &raw.Fault{Code: raw.FaultRecords, Line: line}
	}
	text, err := textOf(v)
	if err != nil {
		return err
	}
	return k.record(kubernetesRecord{text, "line " + strconv.Itoa(line), line}, func(v any) error {
		err := json.Unmarshal(text, v)
		var semantic *json.SemanticError
		switch {
		case errors.As(err, &semantic):
			return &raw.Fault{Code: raw.FaultType, Line: line}
		case err != nil:
			return &raw.Fault{Code: raw.FaultSyntax, Line: line}
		}
		return nil
	})
}

// more notes that a list says it is not whole.
func (k *kubernetesFile) more(metadata jsontext.Value) {
	var m struct {
		Continue  jsontext.Value `json:"continue"`
		Remaining jsontext.Value `json:"remainingItemCount"`
	}
	if json.Unmarshal(metadata, &m) != nil {
		k.open = true // it says something that nobody understands
		return
	}
	nothing := func(v jsontext.Value, words ...string) bool { return slices.Contains(words, string(v)) }
	k.open = k.open || !nothing(m.Continue, "", `""`, "null") || !nothing(m.Remaining, "", "0", "null")
}

// objectHeld is what an object takes beside its texts until all are known, in
// bytes.
const objectHeld = 2000

// record takes one object: a workload, a network policy, or one without a
// place.
func (k *kubernetesFile) record(r kubernetesRecord, decode func(any) error) error {
	k.s.Hold(objectHeld + len(r.text))
	var h kubernetesHead
	if err := decode(&h); err != nil {
		return err
	}
	if h.Kind == "" {
		h.Kind = k.page // the API leaves it out of the items of a list of one kind
	}
	group, _, grouped := strings.Cut(h.APIVersion, "/")
	if !grouped {
		group = ""
	}
	switch {
	case h.Kind == "":
		return k.s.RefuseRecord(kubernetesWorkloads, r.position, r.line, "an object does not say what kind it is", "export it with `kubectl get -o json`")
	case h.Kind == "Status" && group == "":
		return k.s.RefuseRecord(kubernetesWorkloads, r.position, r.line, "the cluster answered with a status in place of what was asked for", "see what kubectl may read there, and export it again")
	case k.isWorkload(h.Kind, group):
		w := kubernetesWorkload{kubernetesHead: h, position: r.position, line: r.line}
		if err := decode(&w.kubernetesSettings); err != nil {
			return err
		}
		k.workloads = append(k.workloads, w)
		return nil
	case h.Kind == "NetworkPolicy" && (group == "networking.k8s.io" || group == ""):
		p := kubernetesPolicy{namespace: h.Metadata.Namespace, live: h.Metadata.UID != ""}
		if err := decode(&p); err != nil {
			return err
		}
		k.policies = append(k.policies, p)
	}
	return k.keep(h, r)
}

func (k *kubernetesFile) isWorkload(kind, group string) bool {
	switch kind {
	case "Pod", "ReplicationController":
		return group == ""
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet":
		return group == "apps" || group == "extensions" || group == ""
	case "Job", "CronJob":
		return group == "batch" || group == ""
	}
	return false
}

// keep keeps an object raw, without what it may hold of secrets: the data of
// Secrets and ConfigMaps, the values of environment variables, commands, and the
// copy of the object that kubectl leaves in an annotation.
func (k *kubernetesFile) keep(h kubernetesHead, r kubernetesRecord) error {
	k.s.HoldJSON(r.text)
	v, err := jsonast.New(jsonast.Default()).Decode(bytes.Clone(r.text))
	if err != nil {
		f := raw.FaultOf(err)
		f.Line = r.line
		return f
	}
	store := h.Kind == "Secret" || h.Kind == "ConfigMap"
	k.s.Keep(h.Kind, r.position, scrub(v, func(name string) bool {
		switch name {
		case "data", "stringData", "binaryData":
			return store
		case "value", "command", "args", "annotations", "managedFields":
			return true
		}
		return secretive(name)
	}))
	return nil
}

// emit yields what runs and what is meant to run as documents of their own.
func (k *kubernetesFile) emit() error {
	k.s.Finish()
	if k.open {
		if err := k.s.Unshown(kubernetesWorkloads, nil, "the list is not whole: it says that more follows",
			"export it without `--chunk-size` and without `limit`, or fetch all pages"); err != nil {
			return err
		}
	}
	if len(k.workloads) == 0 && (k.s.Declares(kubernetesWorkloads) || k.s.File.Records.Read == 0) {
		return k.s.Unshown(kubernetesWorkloads, nil, "the file holds no workload, and does not show that there is none",
			"export them with `kubectl get deployments,statefulsets,daemonsets,cronjobs,jobs,pods -A -o json`")
	}
	for _, live := range []bool{true, false} {
		if err := k.emitSome(live); err != nil {
			return err
		}
	}
	return nil
}

// emitSome yields the workloads that run, or those that are meant to.
func (k *kubernetesFile) emitSome(live bool) error {
	list := entries{s: k.s, kind: kubernetesWorkloads}
	for i := range k.workloads {
		w := &k.workloads[i]
		if w.live() != live {
			continue
		}
		if err := list.put(w.id(), w.position, w.line, w.entry(k)); err != nil {
			return err
		}
	}
	if len(list.terms) == 0 {
		return nil
	}
	d := raw.Draft{Kind: kubernetesWorkloads, Collector: "kubectl " + k.s.Opt.Path}
	f := k.s.Fields().Must("cluster", k.s.Name(raw.Target{})).List("workloads", list.terms)
	if !live {
		d.Collector = "manifests " + k.s.Opt.Path
		f.Flag("intended", true)
	}
	d.Payload = f.Object()
	return k.s.Emit(d)
}

// isKubernetes knows a list by its items, the first of which says what it is,
// and an object by what every object has.
func isKubernetes(h raw.Head) bool {
	if h.Has("apiVersion", "items") {
		in := h.In("items")
		return in.Has("apiVersion", "kind") || in.Has("metadata") || h.Has("kind")
	}
	return h.Has("apiVersion", "kind") && (h.Has("metadata") || h.Has("data") || h.Has("spec"))
}

// isKubernetesYAML knows a manifest by the two keys that every object begins
// with, at the start of a line.
func isKubernetesYAML(h raw.Head) bool {
	if len(h.Text) == 0 || bytes.IndexByte([]byte("{[<"), h.Text[0]) >= 0 {
		return false
	}
	version, kind := false, false
	for line := range bytes.Lines(h.Text) {
		version = version || bytes.HasPrefix(line, []byte("apiVersion:"))
		kind = kind || bytes.HasPrefix(line, []byte("kind:"))
	}
	return version && kind
}
