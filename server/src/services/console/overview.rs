//! Where everything stands, on one page.

use super::{ConsoleService, count, directory, health, kind_of, name_of, policy, sync};
use crate::services::admin_auth::authorise;
use async_trait::async_trait;
use latchkey_app::ports::{Caller, OverviewAdmin};
use latchkey_contract::admin::*;
use latchkey_domain::roles::Permission;
use latchkey_store::{accounts, directories, imports, invitations, jobs, persons};

#[async_trait]
impl OverviewAdmin for ConsoleService {
    async fn overview(&self, caller: &Caller) -> AdminResult<Overview> {
        let actor = authorise(&self.app, caller, Permission::ReadOverview).await?;
        let read = self
            .app
            .store
            .read(|tx| {
                let (mut cards, not_setting) = (Vec::new(), directories::not_setting(tx)?);
                for row in directories::list(tx)? {
                    let (imported, import) = (accounts::count(tx, &row.id)?, imports::get(tx, &row.id)?);
                    let asked = sync::asked(tx, &row, import.as_ref())?;
                    let sets = !not_setting.contains(&row.id);
                    cards.push((row, imported, import, asked, sets));
                }
                let invited = invitations::counts(tx)?.sent;
                let policy = crate::services::policy::for_everybody(tx)?;
                let enrolled = persons::enrolled_count(tx)?;
                let (faults, failing) = (crate::fault_reports::recent(tx)?, jobs::failing(tx)?);
                let (_, pairs) = persons::open_reviews(tx, 0)?;
                Ok((cards, persons::seats_used(tx)?, policy, invited, enrolled, pairs, faults, failing))
            })
            .await;
        let (cards, used, policy, invited, enrolled, pairs, faults, failing) =
            self.stored("the overview could not be read", read)?;
        let directories = cards.into_iter().map(|(row, imported, import, asked, sets_passwords)| DirectoryCard {
            kind: kind_of(&row),
            name: name_of(&row),
            imported: count(imported),
            sync: sync::state(&self.app, import.as_ref(), asked),
            import: directory::import_view(&self.app, import),
            active: row.active,
            sets_passwords,
            id: row.id.0,
        });
        Ok(Overview {
            admin: actor.name,
            directories: directories.collect(),
            seats: Seats { used: count(used), total: count(self.app.seats) },
            policy: policy::form(&policy),
            invited: count(invited),
            enrolled: count(enrolled),
            mail_ready: self.app.outbox.is_some(),
            origin: self.app.origin.clone(),
            pairs_waiting: count(pairs),
            faults: health::faults(&self.app, faults),
            failing: health::failing(&self.app, self.work_told, failing),
        })
    }
}
