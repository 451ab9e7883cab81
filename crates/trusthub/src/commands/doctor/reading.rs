//! What helps to read uploads: programs that recognise text in pictures, and a malware scanner that answers.

use trusthub_gateways::documents::inspect::Clamd;

use super::Finding;
use crate::config::{Config, Helper};
use crate::failure::Failure;
use crate::inspection;

const RECOGNITION: &str = "text in uploads";
const SCANNER: &str = "malware scanner";

pub(super) async fn recognition(config: &Config) -> Finding {
    let tools = inspection::tools(config);
    for (tool, helper) in
        [(&tools.recogniser, &config.inspection.tesseract), (&tools.renderer, &config.inspection.pdftoppm)]
    {
        if let Some(tool) = tool.as_ref().filter(|_| matches!(helper, Helper::At(_)))
            && !tool.works().await
        {
            let what = format!("{} does not run", tool.path().display());
            return Finding::fail(RECOGNITION, what, "install it there, or name another path, or say off");
        }
    }
    let Some(recogniser) = &tools.recogniser else {
        return absent(
            "text in pictures is not recognised; reviewers read them",
            &config.inspection.tesseract,
        );
    };
    let Some(renderer) = &tools.renderer else {
        return absent("scanned PDFs are not read, only pictures are", &config.inspection.pdftoppm);
    };
    let (recogniser, renderer) = (recogniser.version().await, renderer.version().await);
    let languages = &tools.languages;
    Finding::ok(RECOGNITION, format!("read by {recogniser} ({languages}), pages drawn by {renderer}"))
}

/// Nobody needs it, and who said so is not reminded.
fn absent(what: &str, helper: &Helper) -> Finding {
    match helper {
        Helper::Off => Finding::ok(RECOGNITION, format!("switched off: {what}")),
        Helper::OnThePath | Helper::At(_) => {
            Finding::warn(RECOGNITION, what, "apt-get install tesseract-ocr poppler-utils")
        }
    }
}

pub(super) async fn scanner(config: &Config) -> Finding {
    let Some(address) = &config.inspection.clamd else {
        return Finding::warn(
            SCANNER,
            "uploads are not scanned; reviewers open them",
            "install clamav-daemon and set TRUSTHUB_CLAMD=unix:/run/clamav/clamd.ctl",
        );
    };
    match Clamd::new(address.clone()).version().await {
        Ok(version) => Finding::ok(SCANNER, version),
        Err(error) => {
            let hint = format!(
                "start clamd, or correct TRUSTHUB_CLAMD ({address}); until then no upload counts as clean"
            );
            Finding::of(SCANNER, &Failure::environment(error).hint(hint))
        }
    }
}
