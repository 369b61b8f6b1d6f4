package live

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"net"
	"path/filepath"

	"go.yaml.in/yaml/v4"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/strictyaml"
)

const maxKubeconfig = 4 << 20

// serviceAccount is where a cluster puts what its programs need.
const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount"

// apiServer is how a cluster is reached.
type apiServer struct {
	server, serverName string
	pool               *x509.CertPool
	certificates       []tls.Certificate
	login              login
}

// kubeconfigFile is what of a kubeconfig is read.
type kubeconfigFile struct {
	Current  string `yaml:"current-context"`
	Contexts []struct {
		Name    string `yaml:"name"`
		Context struct {
			Cluster string `yaml:"cluster"`
			User    string `yaml:"user"`
		} `yaml:"context"`
	} `yaml:"contexts"`
	Clusters []struct {
		Name    string `yaml:"name"`
		Cluster struct {
			Server     string `yaml:"server"`
			ServerName string `yaml:"tls-server-name"`
			Insecure   bool   `yaml:"insecure-skip-tls-verify"`
			CA         string `yaml:"certificate-authority"`
			CAData     string `yaml:"certificate-authority-data"`
		} `yaml:"cluster"`
	} `yaml:"clusters"`
	Users []struct {
		Name string         `yaml:"name"`
		User kubeconfigUser `yaml:"user"`
	} `yaml:"users"`
}

type kubeconfigUser struct {
	Token     string `yaml:"token"`
	TokenFile string `yaml:"tokenFile"`
	Cert      string `yaml:"client-certificate"`
	CertData  string `yaml:"client-certificate-data"`
	Key       string `yaml:"client-key"`
	KeyData   string `yaml:"client-key-data"`
	Name      string `yaml:"username"`
	Password  string `yaml:"password"`
	Exec      any    `yaml:"exec"`
	Provider  any    `yaml:"auth-provider"`
}

func noKubeconfig(what string) *Failure {
	return failure(evidence.Unauthorized, "correct it, or collect by a command: kubectl get -o json", "the kubeconfig %s", what)
}

// kubeconfig reads how the cluster is reached, from the file or from where the
// cluster puts it.
func (r *run) kubeconfig() (*apiServer, error) {
	if r.InCluster.Value {
		return r.inCluster()
	}
	data, err := r.vault.read(r.Kubeconfig.Value, maxKubeconfig)
	if err != nil {
		return nil, err
	}
	var k kubeconfigFile
	if yaml.Unmarshal(data, &k) != nil {
		return nil, noKubeconfig("cannot be understood")
	}
	name := k.Current
	if r.Context.Set() {
		name = r.Context.Value
	}
	for _, c := range k.Contexts {
		if c.Name == name && name != "" {
			return r.context(&k, c.Context.Cluster, c.Context.User)
		}
	}
	return nil, noKubeconfig("has no context of that name")
}

func (r *run) context(k *kubeconfigFile, cluster, user string) (*apiServer, error) {
	out := &apiServer{}
	for _, c := range k.Clusters {
		if c.Name != cluster {
			continue
		}
		if c.Cluster.Insecure {
			return nil, noKubeconfig("says that the server's certificate is not to be looked at")
		}
		out.server, out.serverName = c.Cluster.Server, c.Cluster.ServerName
		ca, err := r.material(c.Cluster.CA, c.Cluster.CAData)
		if err == nil && ca != nil {
			out.pool, err = poolOf(ca)
		}
		if err != nil {
			return nil, err
		}
	}
	if out.server == "" {
		return nil, noKubeconfig("has no server for the context")
	}
	for i := range k.Users {
		if k.Users[i].Name == user {
			return out, r.user(out, &k.Users[i].User)
		}
	}
	return nil, noKubeconfig("has no user for the context")
}

// user takes over who the kubeconfig says that we are.
func (r *run) user(out *apiServer, u *kubeconfigUser) error {
	for _, secret := range []string{u.Token, u.Password, u.KeyData} {
		r.vault.remember(secret)
	}
	cert, err := r.material(u.Cert, u.CertData)
	if err != nil {
		return err
	}
	key, err := r.material(u.Key, u.KeyData)
	if err != nil {
		return err
	}
	switch {
	case u.Exec != nil || u.Provider != nil:
		return noKubeconfig("has a program that gives the credentials, which is not run")
	case cert != nil:
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			return noKubeconfig("has a certificate without its key")
		}
		out.certificates = []tls.Certificate{pair}
	}
	switch {
	case u.TokenFile != "":
		out.login, err = r.bearer(secretFile(r.beside(u.TokenFile)))
	case u.Token != "":
		out.login = &bearer{token: u.Token}
	case u.Name != "":
		out.login = &basic{u.Name, u.Password}
	case cert == nil:
		return noKubeconfig("has no credentials for the user")
	}
	return err
}

// material is what stands in a kubeconfig, or in a file beside it; nil for
// neither.
func (r *run) material(file, data string) ([]byte, error) {
	switch {
	case data != "":
		out, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			return nil, noKubeconfig("has data that is no base64")
		}
		return out, nil
	case file != "":
		return r.vault.read(r.beside(file), maxCerts)
	}
	return nil, nil
}

// beside is a path that a kubeconfig gives, relative to itself.
func (r *run) beside(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	at := r.Kubeconfig.Value
	if !filepath.IsAbs(at) {
		at = filepath.Join(r.opt.Dir, at)
	}
	return filepath.Join(filepath.Dir(at), file)
}

func secretFile(path string) config.Secret {
	s := config.Secret{File: strictyaml.At[string]{Value: path}}
	s.File.Place.Line = 1
	return s
}

// inCluster is the server that a program in the cluster sees.
func (r *run) inCluster() (*apiServer, error) {
	host, _ := r.opt.Env("KUBERNETES_SERVICE_HOST")
	port, _ := r.opt.Env("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" {
		return nil, failure(evidence.Unauthorized, "run it in a pod, or name a kubeconfig", "this is not inside a cluster")
	}
	ca, err := r.vault.read(serviceAccount+"/ca.crt", maxCerts)
	if err != nil {
		return nil, err
	}
	out := &apiServer{server: "https://" + net.JoinHostPort(host, port)}
	if out.pool, err = poolOf(ca); err != nil {
		return nil, err
	}
	out.login, err = r.bearer(secretFile(serviceAccount + "/token"))
	return out, err
}
