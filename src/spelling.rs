//! What may have been meant by a word that nobody knows.

/// `; did you mean …?`, or nothing if no known name is near.
pub fn did_you_mean<'k>(unknown: &str, known: impl Iterator<Item = &'k str>) -> String {
    const NEAR: f64 = 0.8;
    // What is compared is bounded: the distance of two long texts takes time with the product of their lengths.
    if unknown.len() > 100 {
        return String::new();
    }
    let scored = known.map(|name| (strsim::jaro_winkler(unknown, name), name));
    let best = scored.filter(|(score, _)| *score >= NEAR).max_by(|one, other| one.0.total_cmp(&other.0));
    best.map(|(_, name)| format!("; did you mean `{name}`?")).unwrap_or_default()
}
