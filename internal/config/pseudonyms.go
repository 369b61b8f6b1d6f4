package config

// Pseudonyms says by which key views name persons.
type Pseudonyms struct {
	// Key is where the key is: text of any form, of 16 bytes at least.
	Key Secret `yaml:"key,required"`
}

// pseudonyms looks at the key of pseudonyms.
func (k *checker) pseudonyms(p *Pseudonyms) {
	if p != nil {
		k.secret(p.Key)
	}
}
