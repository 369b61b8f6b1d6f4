package infra

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

const kubernetesSample = `{"apiVersion":"v1","extra":null,"items":[
{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"api","namespace":"portal","uid":"1"},"spec":{"template":{"metadata":{"labels":{"app":"api"}},"spec":{"containers":[{"image":"LONG"}]}}},"status":{"replicas":2}},
{"apiVersion":"v1","kind":"Service","metadata":{"name":"api"}}],"kind":"List","metadata":{"resourceVersion":""}}`

func kubernetesCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "kubernetes"),
		Sample: kubernetesSample,
		Long: func(n int) string {
			var b strings.Builder
			b.WriteString(`{"apiVersion":"v1","items":[`)
			for i := range n {
				fmt.Fprintf(&b, `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p%d"},"spec":{"containers":[{}]}},`, i)
			}
			return b.String() + `{"apiVersion":"v1","kind":"Service"}],"kind":"List"}`
		},
		Count:    func(file []byte) int { return len(rawtest.Batch(file, "items")) },
		Out:      entriesOf,
		Timeless: true,
		Lines:    true,
	}
}

func FuzzKubernetes(f *testing.F) {
	rawtest.Fuzz(f, kubernetesCase(f), `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a"},"spec":{"podSelector":{}}}`)
}

func FuzzKubernetesYAML(f *testing.F) {
	for _, s := range []string{manifest, "apiVersion: v1\nkind: List\nitems: [{kind: Pod}]", "a: &a [*a]", "kind: Pod\nspec: {replicas: 1e999}"} {
		f.Add([]byte(s))
	}
	yaml := format(f, "kubernetes-yaml")
	f.Fuzz(func(t *testing.T, file []byte) {
		docs, err := rawtest.ReadAll(t, yaml, strings.NewReader(string(file)), rawtest.Web())
		if err != nil || len(docs) == 0 {
			t.Fatalf("%d documents, %v", len(docs), err)
		}
		if last := docs[len(docs)-1]; last.Problem != nil && last.Kind == "" {
			return
		}
		if got, want := entriesOf(docs), docs[0].File.Records.Read; got != want {
			t.Errorf("%d of %d records", got, want)
		}
	})
}

func workload(t *testing.T, docs []rawtest.Doc, id string) map[string]any {
	t.Helper()
	return entry(t, rawtest.Only(t, docs, kubernetesWorkloads), "workloads", id)
}

// live is a list of what a server has.
func live(objects ...string) string {
	for i, o := range objects {
		objects[i] = strings.Replace(o, `"metadata":{`, `"metadata":{"uid":"u-1","namespace":"n",`, 1)
	}
	return `{"apiVersion":"v1","items":[` + strings.Join(objects, ",") + `],"kind":"List"}`
}

func deployment(pod, status string) string {
	return `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":3,"template":{"metadata":{"labels":{"app":"a","tier":"front"}},"spec":` + pod + `}}` + status + `}`
}

const hardened = `{"securityContext":{"runAsNonRoot":true},"containers":[{"image":"r/a@sha256:ff","securityContext":{"allowPrivilegeEscalation":false},"resources":{"limits":{"cpu":1,"memory":"1Gi"}}}]}`

func TestKubernetesPods(t *testing.T) {
	container := func(security string) string {
		return `{"containers":[{"image":"a","securityContext":` + security + `}]}`
	}
	for name, tc := range map[string]struct{ pod, want string }{
		"in order": {hardened, `{"id":"n/deployment/a","replicas":2,"privileged":false,"runs_as_root":false,"privilege_escalation":false,
			"host_namespaces":false,"host_paths":[],"resource_limits":true,"network_policies":null,"images":[{"name":"r/a@sha256:ff","digest":"sha256:ff"}]}`},
		"nothing said":                          {`{"containers":[{"image":"a:1"}]}`, `{"privileged":false,"runs_as_root":true,"privilege_escalation":true,"resource_limits":false,"images":[{"name":"a:1","digest":null}]}`},
		"the node's":                            {`{"hostPID":true,"volumes":[{"hostPath":{"path":"/var"}},{"emptyDir":{}}],"containers":[{}]}`, `{"host_namespaces":true,"host_paths":["/var"],"images":[]}`},
		"no container":                          {`{}`, `{"privileged":null,"runs_as_root":null,"privilege_escalation":null,"host_namespaces":null,"host_paths":"absent","resource_limits":null}`},
		"user 0":                                {container(`{"runAsUser":0}`), `{"runs_as_root":true}`},
		"user 1000":                             {container(`{"runAsUser":1000}`), `{"runs_as_root":false}`},
		"the container's user before the pod's": {`{"securityContext":{"runAsUser":1},"containers":[{"securityContext":{"runAsUser":0}}]}`, `{"runs_as_root":true}`},
		"init containers count":                 {`{"containers":[{}],"initContainers":[{"securityContext":{"privileged":true}}]}`, `{"privileged":true}`},
		"a process of the host":                 {container(`{"windowsOptions":{"hostProcess":true}}`), `{"privileged":true}`},
		"limits of the pod":                     {`{"resources":{"limits":{"cpu":"1","memory":"1"}},"containers":[{}]}`, `{"resource_limits":true}`},
		"half a limit":                          {`{"containers":[{"resources":{"limits":{"cpu":"1"}}}]}`, `{"resource_limits":false}`},
	} {
		docs := readAs(t, "kubernetes", live(deployment(tc.pod, `,"status":{"replicas":2}`)), rawtest.Web())
		t.Run(name, func(t *testing.T) { is(t, workload(t, docs, "n/deployment/a"), tc.want) })
		if docs[0].Payload["intended"] != nil {
			t.Error("what a server has was taken for a manifest")
		}
	}
}

func TestKubernetesReplicas(t *testing.T) {
	of := func(kind, rest string) string {
		return `{"apiVersion":"v1","kind":"` + kind + `","metadata":{"name":"a"}` + rest + `}`
	}
	for object, want := range map[string]float64{
		deployment(hardened, ``):                                              3,
		deployment(hardened, `,"status":{}`):                                  0,
		of("DaemonSet", `,"status":{"currentNumberScheduled":4}`):             4,
		of("Pod", `,"status":{"phase":"Running"}`):                            1,
		of("Pod", `,"status":{"phase":"Succeeded"}`):                          0,
		of("Job", `,"status":{"succeeded":1}`):                                0,
		of("Job", `,"status":{"active":2}`):                                   2,
		of("CronJob", `,"status":{}`):                                         1,
		of("CronJob", `,"spec":{"suspend":true}`):                             0,
		of("CronJob", `,"spec":{"suspend":true},"status":{"active":[{},{}]}`): 2,
	} {
		for _, w := range rawtest.Objects(rawtest.Only(t, readAs(t, "kubernetes", live(object), rawtest.Web()), kubernetesWorkloads).Payload["workloads"]) {
			if fmt.Sprint(w["replicas"]) != fmt.Sprint(want) {
				t.Errorf("%s: %v replicas, want %v", object, w["replicas"], want)
			}
		}
	}
}

func TestKubernetesPolicies(t *testing.T) {
	policy := func(selector string) string {
		return `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p"},"spec":{"podSelector":` + selector + `}}`
	}
	for selector, want := range map[string]string{
		`{}`:                            "1",
		`{"matchLabels":{"app":"a"}}`:   "1",
		`{"matchLabels":{"app":"b"}}`:   "0",
		`{"matchLabels":{"other":"a"}}`: "0",
		`{"matchExpressions":[{"key":"tier","operator":"In","values":["front","back"]}]}`: "1",
		`{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["front"]}]}`:     "0",
		`{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["back"]}]}`:      "1",
		`{"matchExpressions":[{"key":"tier","operator":"Exists"}]}`:                       "1",
		`{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}`:                 "0",
		`{"matchExpressions":[{"key":"none","operator":"DoesNotExist"}]}`:                 "1",
		`{"matchExpressions":[{"key":"tier","operator":"Resembles"}]}`:                    "0",
	} {
		docs := readAs(t, "kubernetes", live(policy(selector), deployment(hardened, "")), rawtest.Web())
		is(t, workload(t, docs, "n/deployment/a"), `{"network_policies":`+want+`}`)
	}
	elsewhere := strings.Replace(policy("{}"), `"metadata":{`, `"metadata":{"uid":"2","namespace":"other",`, 1)
	text := `{"items":[` + elsewhere + "," + strings.Replace(deployment(hardened, ""), `"metadata":{`, `"metadata":{"uid":"1","namespace":"n",`, 1) + `],"apiVersion":"v1","kind":"List"}`
	is(t, workload(t, readAs(t, "kubernetes", text, rawtest.Web()), "n/deployment/a"), `{"network_policies":0}`)
	lone := strings.Replace(text, `"kind":"List"}`, `"kind":"List","metadata":{"continue":"t"}}`, 1)
	docs := readAs(t, "kubernetes", lone, rawtest.Web())
	is(t, entry(t, docs[1], "workloads", "n/deployment/a"), `{"network_policies":null}`)
}

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      hostNetwork: true
      containers:
      - image: r/api@sha256:ff
        securityContext: {runAsUser: 1000, allowPrivilegeEscalation: false}
        resources: {limits: {cpu: 1, memory: 1Gi}}
---
# nothing
---
apiVersion: v1
kind: Secret
metadata: {name: s, annotations: {kubectl.kubernetes.io/last-applied-configuration: canary}}
stringData: {name: canary, nested: [canary]}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: canary}}
- apiVersion: argoproj.io/v1alpha1
  kind: Rollout
  spec: {template: {spec: {containers: [{env: [{name: DB, value: canary}], args: [canary], dbPassword: canary}]}}}
`

// A manifest shows what breaks a rule, and never that what runs is in order.
func TestKubernetesManifests(t *testing.T) {
	docs := readAs(t, "kubernetes-yaml", manifest, rawtest.Web())
	is(t, workload(t, docs, "deployment/api"), `{"replicas":1,"host_namespaces":true,"privileged":null,"runs_as_root":null,
		"privilege_escalation":null,"resource_limits":null,"network_policies":null,"host_paths":"absent"}`)
	if d := rawtest.Only(t, docs, kubernetesWorkloads); d.Payload["intended"] != true || d.Collector != "manifests scans/report" {
		t.Errorf("%v by %s", d.Payload["intended"], d.Collector)
	}
	kept := rawtest.Only(t, docs, raw.RawRecords)
	if text := fmt.Sprint(kept.Payload); strings.Contains(text, "canary") || !strings.Contains(text, "DB") {
		t.Errorf("secrets were kept, or names were not: %s", text)
	}
	var places []string
	for _, r := range rawtest.Objects(kept.Payload["records"]) {
		places = append(places, fmt.Sprint(r["sort"], " ", r["position"]))
	}
	if got := strings.Join(places, ", "); got != "Secret line 15, ConfigMap line 23, Rollout line 24" {
		t.Error(got)
	}
	both := live(deployment(hardened, "")) + deployment(hardened, "")
	if docs := readAs(t, "kubernetes", both, rawtest.Web()); len(docs) != 2 || docs[0].Payload["intended"] != nil || docs[1].Payload["intended"] != true || docs[0].Collector == docs[1].Collector {
		t.Errorf("what runs and what is meant to run are one: %v", docs)
	}
}

func TestKubernetesUndecided(t *testing.T) {
	declared := rawtest.Web()
	declared.Kinds = []string{kubernetesWorkloads}
	for name, tc := range map[string]struct{ text, want string }{
		"more follows":   {`{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"abc"},"items":[]}`, "more follows"},
		"some remain":    {`{"apiVersion":"v1","items":[],"kind":"List","metadata":{"remainingItemCount":7}}`, "more follows"},
		"empty":          {`{"apiVersion":"v1","items":[],"kind":"List"}`, "no workload"},
		"something else": {live(`{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}`), "no workload"},
		"twice":          {live(deployment(hardened, ""), deployment(hardened, "")), "one name"},
		"no name":        {live(strings.Replace(deployment(hardened, ""), `"name":"a"`, `"name":""`, 1)), "no name"},
		"refused":        {`{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods is forbidden","reason":"Forbidden","code":403}`, "answered with a status"},
		"no kind":        {`{"apiVersion":"v1","items":[{"metadata":{"name":"a"}}],"kind":"List"}`, "what kind"},
	} {
		docs := readAs(t, "kubernetes", tc.text, declared)
		if d := docs[0]; d.Problem == nil || d.Kind != kubernetesWorkloads || !strings.Contains(d.Problem.What, tc.want) {
			t.Errorf("%s: %v", name, d.Problem)
		}
	}
}

// The API leaves the kind of items to their list.
func TestKubernetesTypedList(t *testing.T) {
	text := `{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{},"items":[{"metadata":{"name":"a","namespace":"n","uid":"1"},"spec":{"template":{"spec":` + hardened + `}}}]}`
	is(t, workload(t, readAs(t, "kubernetes", text, rawtest.Web()), "n/deployment/a"), `{"privileged":false}`)
}

func TestKubernetesYAMLIsKnown(t *testing.T) {
	for text, want := range map[string]bool{
		manifest:                              true,
		"# c\n---\nkind: Pod\napiVersion: v1": true,
		"apiVersion: v2\nname: chart":         false,
		"services:\n  kind: a\n":              false,
		`{"apiVersion":"v1"}`:                 false,
	} {
		for _, f := range Formats() {
			if got := f.Detect(raw.NewHead([]byte(text))); got != (want && f.Name == "kubernetes-yaml") {
				t.Errorf("%s is taken for %s", text, f.Name)
			}
		}
	}
	for text, want := range map[string]string{
		"apiVersion: v1\nkind: {{ .Values.kind }}": "p:2",
		"kind: Pod\nspec: 7":                       "another type",
		"":                                         "empty",
		"# nothing\n":                              "empty",
		"- a":                                      "another type",
		"kind: List\nitems: 7":                     "another type",
	} {
		opt := rawtest.Web()
		opt.Path = "p"
		docs := readAs(t, "kubernetes-yaml", text, opt)
		if got := rawtest.Broken(t, docs); !strings.Contains(got, want) || docs[0].Fault != evidence.Malformed {
			t.Errorf("%q: %s", text, got)
		}
	}
}
