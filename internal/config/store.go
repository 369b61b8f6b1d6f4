package config

import "github.com/assay-compliance/assay/internal/strictyaml"

// Store says that every assessment keeps what it saw and made.
type Store struct {
	// Path is the directory of the store, relative to assay.yaml; absent:
	// .assay/store.
	Path strictyaml.At[string] `yaml:"path"`
	// Key is where the private key is that signs the log; absent: it is not
	// signed.
	Key *Secret `yaml:"key"`
	// Public is the file of the public key that checks it.
	Public strictyaml.At[string] `yaml:"public"`
}

// StorePath is the directory of the store relative to assay.yaml.
func (f *File) StorePath() string {
	if f.Store != nil && f.Store.Path.Value != "" {
		return f.Store.Path.Value
	}
	return ".assay/store"
}

// store looks at the store.
func (k *checker) store(s *Store) {
	if s != nil && s.Key != nil {
		k.secret(*s.Key)
	}
}
