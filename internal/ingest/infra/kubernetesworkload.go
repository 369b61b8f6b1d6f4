package infra

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// kubernetesWorkload is an object that makes pods, or a pod.
type kubernetesWorkload struct {
	kubernetesHead
	kubernetesSettings

	position string
	line     int
}

type kubernetesSettings struct {
	Spec struct {
		kubernetesPod
		Replicas *int64             `json:"replicas"`
		Suspend  bool               `json:"suspend"`
		Template kubernetesTemplate `json:"template"`
		Job      struct {
			Spec struct {
				Template kubernetesTemplate `json:"template"`
			} `json:"spec"`
		} `json:"jobTemplate"`
	} `json:"spec"`
	Status *struct {
		Phase     string         `json:"phase"`
		Replicas  int64          `json:"replicas"`
		Scheduled int64          `json:"currentNumberScheduled"`
		Active    jsontext.Value `json:"active"` // a number of a Job, a list of a CronJob
	} `json:"status"`
}

type kubernetesTemplate struct {
	Metadata struct {
		Labels map[string]string `json:"labels"`
	} `json:"metadata"`
	Spec kubernetesPod `json:"spec"`
}

type kubernetesPod struct {
	HostNetwork bool                  `json:"hostNetwork"`
	HostPID     bool                  `json:"hostPID"`
	HostIPC     bool                  `json:"hostIPC"`
	Security    kubernetesSecurity    `json:"securityContext"`
	Containers  []kubernetesContainer `json:"containers"`
	Init        []kubernetesContainer `json:"initContainers"`
	Ephemeral   []kubernetesContainer `json:"ephemeralContainers"`
	Resources   kubernetesResources   `json:"resources"`
	Volumes     []struct {
		HostPath *struct {
			Path string `json:"path"`
		} `json:"hostPath"`
	} `json:"volumes"`
}

type kubernetesContainer struct {
	Image     string              `json:"image"`
	Security  kubernetesSecurity  `json:"securityContext"`
	Resources kubernetesResources `json:"resources"`
}

type kubernetesResources struct {
	Limits map[string]jsontext.Value `json:"limits"`
}

func (r kubernetesResources) whole() bool { return r.Limits["cpu"] != nil && r.Limits["memory"] != nil }

type kubernetesSecurity struct {
	Privileged *bool  `json:"privileged"`
	Escalation *bool  `json:"allowPrivilegeEscalation"`
	NonRoot    *bool  `json:"runAsNonRoot"`
	User       *int64 `json:"runAsUser"`
	Windows    struct {
		HostProcess *bool `json:"hostProcess"`
	} `json:"windowsOptions"`
}

// live says whether a server has the object.
func (w *kubernetesWorkload) live() bool { return w.Metadata.UID != "" }

// id is namespace/kind/name; a manifest without a namespace is of whichever it
// is applied to.
func (w *kubernetesWorkload) id() string {
	name := raw.First(w.Metadata.Name, w.Metadata.GenerateName)
	if name == "" {
		return ""
	}
	id := strings.ToLower(w.Kind) + "/" + name
	if w.Metadata.Namespace != "" {
		id = w.Metadata.Namespace + "/" + id
	}
	return named(id)
}

// template is the pod that it runs, with the labels that policies select by.
func (w *kubernetesWorkload) template() (kubernetesPod, map[string]string) {
	switch w.Kind {
	case "Pod":
		return w.Spec.kubernetesPod, w.Metadata.Labels
	case "CronJob":
		return w.Spec.Job.Spec.Template.Spec, w.Spec.Job.Spec.Template.Metadata.Labels
	}
	return w.Spec.Template.Spec, w.Spec.Template.Metadata.Labels
}

// replicas is how many pods run now. An object without a status counts what it
// asks for, a cron job that is not suspended one at least between its runs, and
// a manifest one at least: it is what will run that it is judged by.
func (w *kubernetesWorkload) replicas() int64 {
	asked := int64(1)
	if w.Spec.Replicas != nil {
		asked = *w.Spec.Replicas
	}
	if !w.live() {
		return max(asked, 1)
	}
	if w.Kind == "CronJob" {
		if w.Spec.Suspend && w.active() == 0 {
			return 0
		}
		return max(w.active(), 1)
	}
	if w.Status == nil {
		return max(asked, 0)
	}
	switch w.Kind {
	case "Pod":
		if w.Status.Phase == "Succeeded" || w.Status.Phase == "Failed" {
			return 0
		}
		return 1
	case "DaemonSet":
		return max(w.Status.Scheduled, 0)
	case "Job":
		return w.active()
	}
	return max(w.Status.Replicas, 0)
}

// active is how many pods or jobs a job says are at work.
func (w *kubernetesWorkload) active() int64 {
	if w.Status == nil {
		return 0
	}
	var n int64
	var list []jsontext.Value
	switch w.Status.Active.Kind() {
	case '0':
		if json.Unmarshal(w.Status.Active, &n) != nil {
			return 1 // a number that is none: something runs
		}
	case '[':
		_ = json.Unmarshal(w.Status.Active, &list) // it was part of a text that is well-formed
	}
	return max(n, int64(len(list)))
}

// entry is the workload as evidence has it. A manifest shows what breaks a rule
// and nothing else: what it asks for in good order may still be changed on its
// way, or never be applied.
func (w *kubernetesWorkload) entry(k *kubernetesFile) *raw.Fields {
	pod, labels := w.template()
	containers := slices.Concat(pod.Containers, pod.Init, pod.Ephemeral)
	some := func(bad func(kubernetesContainer) bool) *bool {
		return w.judged(slices.ContainsFunc(containers, bad), true, len(containers) > 0)
	}
	f := k.s.Fields().Must("id", w.id())
	number(f, "replicas", w.replicas())
	known(f, "privileged", some(func(c kubernetesContainer) bool {
		return on(c.Security.Privileged) || on(c.Security.Windows.HostProcess) || c.Security.Windows.HostProcess == nil && on(pod.Security.Windows.HostProcess)
	}))
	known(f, "runs_as_root", some(func(c kubernetesContainer) bool { return root(pod.Security, c.Security) }))
	known(f, "privilege_escalation", some(func(c kubernetesContainer) bool {
		return c.Security.Escalation == nil || *c.Security.Escalation
	}))
	known(f, "host_namespaces", w.judged(pod.HostNetwork || pod.HostPID || pod.HostIPC, true, len(containers) > 0))
	var paths []string
	for _, v := range pod.Volumes {
		if v.HostPath != nil {
			paths = append(paths, raw.First(v.HostPath.Path, "/"))
		}
	}
	f.Texts("host_paths", paths, raw.ShortText, w.live() && len(containers) > 0)
	unlimited := func(c kubernetesContainer) bool { return !c.Resources.whole() }
	known(f, "resource_limits", w.judged(pod.Resources.whole() || !slices.ContainsFunc(containers, unlimited), false, len(containers) > 0))
	if n, ok := k.selecting(w, labels); ok {
		number(f, "network_policies", n)
	} else {
		f.Value("network_policies", ast.NullValue)
	}
	return f.List("images", images(k.s, containers))
}

// judged is a truth about the pod; bad is the one that breaks rules, the only one
// that a manifest shows. A pod without containers shows nothing.
func (w *kubernetesWorkload) judged(is, bad, shown bool) *bool {
	if !shown || !w.live() && is != bad {
		return nil
	}
	return &is
}

func on(b *bool) bool { return b != nil && *b }

// root says whether a container may run as user 0: its own settings count before
// those of its pod, and without any the image decides.
func root(pod, own kubernetesSecurity) bool {
	user, never := pod.User, pod.NonRoot
	if own.User != nil {
		user = own.User
	}
	if own.NonRoot != nil {
		never = own.NonRoot
	}
	return !on(never) && (user == nil || *user <= 0)
}

// images are the images of containers, each once.
func images(s *raw.Source, containers []kubernetesContainer) []*raw.Term {
	terms, seen := []*raw.Term{}, map[string]bool{}
	for _, c := range containers {
		if c.Image == "" || seen[c.Image] {
			continue
		}
		seen[c.Image] = true
		f := s.Fields().Must("name", raw.Clip(c.Image, raw.LongText))
		if _, digest, pinned := strings.Cut(c.Image, "@"); pinned && digest != "" {
			f.Must("digest", raw.Clip(digest, raw.ShortText))
		} else {
			f.Value("digest", ast.NullValue)
		}
		terms = append(terms, f.Term())
	}
	return terms
}

// kubernetesPolicy is a network policy, as far as it says which pods it
// selects.
type kubernetesPolicy struct {
	Spec struct {
		Selector struct {
			Labels      map[string]string `json:"matchLabels"`
			Expressions []struct {
				Key      string   `json:"key"`
				Operator string   `json:"operator"`
				Values   []string `json:"values"`
			} `json:"matchExpressions"`
		} `json:"podSelector"`
	} `json:"spec"`

	namespace string
	live      bool
}

// maxCompared is how many pairs of a workload and a policy are compared; what
// the rest have in common is not known. A large cluster has a hundredth of them.
const maxCompared = 50_000_000

// selecting counts the policies of the file that select a workload. That none
// does is known only from one list that holds both workloads and policies.
func (k *kubernetesFile) selecting(w *kubernetesWorkload, labels map[string]string) (n int64, ok bool) {
	if !w.live() {
		return 0, false
	}
	if k.compared += len(k.policies); k.compared > maxCompared {
		return 0, false
	}
	whole := k.lists == 1 && !k.open && len(k.policies) > 0
	for _, p := range k.policies {
		switch {
		case !p.live || p.namespace != w.Metadata.Namespace:
		case p.selects(labels):
			n++
		}
	}
	return n, n > 0 || whole
}

// selects says whether a pod of these labels is one of the policy's. An operator
// that nobody knows selects nothing.
func (p *kubernetesPolicy) selects(labels map[string]string) bool {
	for k, v := range p.Spec.Selector.Labels {
		if got, ok := labels[k]; !ok || got != v {
			return false
		}
	}
	for _, e := range p.Spec.Selector.Expressions {
		got, there := labels[e.Key]
		in := there && slices.Contains(e.Values, got)
		switch e.Operator {
		case "In":
			if !in {
				return false
			}
		case "NotIn":
			if in {
				return false
			}
		case "Exists":
			if !there {
				return false
			}
		case "DoesNotExist":
			if there {
				return false
			}
		default:
			return false
		}
	}
	return true
}
