//! The page that explains every cause that a diagnosis can name, in the words of the diagnosis.

use std::fmt::Write;

use second_hand::health::diagnosis::CAUSES;

/// The page, in Markdown. Each code is an anchor: alerts link to it.
pub fn page() -> String {
    let mut page = String::from(
        "# The causes\n\n\
         What second-hand finds to be the matter when the clock is not right, or a source is not used: the codes\n\
         of `diagnosis` in JSON, of `chrony_diagnosis_info` in Prometheus. They are looked for in this order; where\n\
         the clock is not right, the first that is found explains why. Nothing is said without the evidence.\n\n\
         chronyd tells everybody the reports and how many sources are polled (`activity`). What stands in\n\
         `selectdata`, `authdata` and `ntpdata` it tells root and its own user at its socket, and others where\n\
         `opencommands` in chrony.conf says so (chrony 4.7 and later).\n\n\
         | Code | What is the matter | Evidence | What to do |\n|---|---|---|---|\n",
    );
    for cause in CAUSES {
        let _infallible = writeln!(
            page,
            "| <a id=\"{code}\"></a>`{code}` | {} | {} | {} |",
            cause.meaning,
            cause.evidence,
            cause.remedy,
            code = cause.code
        );
    }
    page
}
