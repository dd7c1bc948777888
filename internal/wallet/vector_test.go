package wallet

// Results for private key 42 and salt 1 (both as 32-byte big-endian numbers).
const (
	vectorDigest    = "71f578902d4042f7d46eb0988bfd9691e8f6d27b2aa99a7ca327841b17784355"
	vectorSeed      = "800dda8c41d404369e7fafefb210453090810d46e2dc6fed665b4793f7a5396a"
	vectorRecipient = "5239792e10bb5daa0a7dfed635743aa8ecde1d686f743da1fb06f1a689c7d6f6"
)
