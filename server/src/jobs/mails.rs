//! Jobs that send one mail each. A mail that may have been sent is not sent again on purpose:
//! SMTP gives no more than "at least once", and a doubled code or notice harms nobody.

use super::End;
use super::work::{ConfirmAddress, Notice, NoticeKind, SendProofCode, TestMail};
use crate::house::House;
use crate::services::fault::Fault;
use latchkey_contract::MethodKind;
use latchkey_domain::ids::AccountId;
use latchkey_domain::names;
use latchkey_outbox::{Mail, SendError, templates};
use latchkey_store::{accounts, methods};
use std::sync::Arc;

/// Hands a mail to the transport.
pub async fn send(house: &House, mail: &Mail) -> End {
    let Some(outbox) = &house.outbox else {
        return End::GiveUp("no mail server is configured".into());
    };
    match outbox.send(mail).await {
        Ok(()) => End::Done,
        Err(SendError::Temporary(text) | SendError::Setup(text)) => {
            tracing::warn!(reason = text, "a mail could not be sent; trying again");
            End::Retry(text)
        }
        Err(SendError::Permanent(text)) => {
            tracing::warn!(reason = text, "a mail was refused for good");
            End::GiveUp(text)
        }
    }
}

fn fault(fault: &Fault) -> End {
    End::Retry(fault.to_string())
}

macro_rules! parsed {
    ($type:ty, $payload:expr) => {
        match serde_json::from_str::<$type>($payload) {
            Ok(job) => job,
            Err(_) => return End::GiveUp("unreadable payload".into()),
        }
    };
}

/// The address is the one that is enrolled *now*; if it is not the one that the limits were
/// counted on, nothing is sent. For an account that does not exist there is nothing to do.
pub async fn proof_code(house: &Arc<House>, payload: &str) -> End {
    let job = parsed!(SendProofCode, payload);
    if job.until <= house.now() {
        return End::GiveUp("the code ran out before it could be sent".into());
    }
    let id = AccountId(job.account);
    let wanted = job.destination;
    let found = house
        .store
        .read(move |tx| {
            let Some(account) = accounts::by_id(tx, &id)? else { return Ok(None) };
            let row = methods::of(tx, &id)?.into_iter().find(|row| row.kind == MethodKind::Email);
            let Some(row) = row else { return Ok(None) };
            let same = tx.digest("destination", &[row.secret.expose()]) == wanted;
            Ok(same.then_some((account.display_name, row.secret)))
        })
        .await;
    match found {
        Ok(Some((name, address))) => {
            let until = house.say_time(job.until);
            let mail = templates::proof_code(&house.templates(), address.expose(), &name, &job.code, &until);
            send(house, &mail).await
        }
        Ok(None) => End::Done,
        Err(error) => fault(&error.into()),
    }
}

pub async fn confirm_address(house: &Arc<House>, payload: &str) -> End {
    let job = parsed!(ConfirmAddress, payload);
    if job.until <= house.now() {
        return End::GiveUp("the code ran out before it could be sent".into());
    }
    let until = house.say_time(job.until);
    send(house, &templates::confirm_address(&house.templates(), &job.address, &job.code, &until)).await
}

/// Told by another channel: the mailbox that the directory names, and the enrolled private
/// address if there is one, since the first may be closed to the person just now.
pub async fn notice(house: &Arc<House>, payload: &str) -> End {
    let job = parsed!(Notice, payload);
    let id = AccountId(job.account);
    let found = house
        .store
        .read(move |tx| {
            let Some(account) = accounts::by_id(tx, &id)? else { return Ok(None) };
            let rows = methods::of(tx, &id)?;
            Ok(Some((account, rows)))
        })
        .await;
    let (account, rows) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return End::Done,
        Err(error) => return fault(&error.into()),
    };
    let private = rows.iter().find(|row| row.kind == MethodKind::Email).map(|row| row.secret.expose().to_owned());
    let mut to: Vec<String> = account.mail.iter().cloned().chain(private).collect();
    to.dedup_by_key(|address| names::comparable(address));
    let kinds: Vec<MethodKind> = rows.iter().map(|row| row.kind).collect();
    let at = house.say_date(job.at);
    let mut end = End::Done;
    for address in to {
        let kind = match job.kind {
            NoticeKind::PasswordReset => templates::Notice::PasswordReset,
            NoticeKind::Unlocked => templates::Notice::Unlocked,
            NoticeKind::Enrolled => templates::Notice::Enrolled { methods: kinds.clone() },
        };
        let mail = templates::notice(&house.templates(), &address, &account.display_name, &at, kind);
        match send(house, &mail).await {
            End::Done => {}
            other => end = other,
        }
    }
    end
}

pub async fn test(house: &Arc<House>, payload: &str) -> End {
    let job = parsed!(TestMail, payload);
    send(house, &templates::test(&house.templates(), &job.address)).await
}
