//! The file of trunks, followed while calls are served. What cannot be used changes nothing.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use trusthub_sip::Caller;
use trusthub_sip::redirect::TrunksInForce;

use crate::config::TrunksFile;

/// How often it is looked whether the file is another one. It is read and compared whole, whatever the file system says of
/// its time: files that are links to folders that are swapped keep theirs.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Follows the file until `stop` is cancelled.
pub(super) async fn follow(file: TrunksFile, in_force: TrunksInForce<Caller>, stop: CancellationToken) {
    let mut followed = Followed { file, refused: None };
    followed.measure();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let path = followed.file.path.clone();
        // A file system that hangs must not hold up the calls.
        match tokio::task::spawn_blocking(move || TrunksFile::read(path)).await {
            Ok(read) => followed.take(read, &in_force),
            Err(error) => tracing::error!(%error, "the trunks could not be read again"),
        }
    }
}

struct Followed {
    /// The one in force.
    file: TrunksFile,
    /// What is wrong with the file as it lies there now.
    refused: Option<String>,
}

impl Followed {
    fn take(&mut self, read: Result<TrunksFile, String>, in_force: &TrunksInForce<Caller>) {
        match read {
            Ok(file) if file.text != self.file.text => {
                in_force.replace(file.trunks.clone());
                tracing::info!(trunks = file.trunks.count(), "the trunks were read again and are in force");
                (self.file, self.refused) = (file, None);
            }
            // Put back as it was.
            Ok(_) => self.refused = None,
            // Told once for each mistake.
            Err(why) if self.refused.as_ref() != Some(&why) => {
                tracing::error!("the file of trunks cannot be used, those before stay in force: {why}");
                self.refused = Some(why);
            }
            Err(_) => {}
        }
        self.measure();
    }

    fn measure(&self) {
        let count = u32::try_from(self.file.trunks.count()).unwrap_or(u32::MAX);
        metrics::gauge!("trusthub_sip_trunks").set(count);
        metrics::gauge!("trusthub_sip_trunks_refused").set(if self.refused.is_some() { 1.0 } else { 0.0 });
    }
}
