"""Who studies at a university, and since when: hours of that time count for a second rating."""
