//! How many text messages a day: in all, to one country, for one person. Rows of `limits`, so that
//! several servers share them. An alert is given once in each window at 80 per cent and at the end.

use latchkey_contract::settings::SmsSettings;
use latchkey_domain::Timestamp;
use latchkey_domain::audit::{Actor, AuditKind};
use latchkey_domain::ids::PersonId;
use latchkey_domain::limits::Limit;
use latchkey_store::limits::{self, Hit};
use latchkey_store::{AuditEvent, StoreResult, Tx, persons};

const DAY: i64 = 86_400;
/// Longer than any window that it is about.
const ALERT: Limit = Limit { name: "sms-alert", max: 1, window_secs: 2 * DAY };

/// Whom a message is for.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    pub country: &'a str,
    pub person: &'a PersonId,
}

pub(super) enum Budgeted {
    /// What the administrator is told now, if anything.
    Within(Vec<String>),
    Over {
        budget: String,
        alerts: Vec<String>,
    },
}

#[derive(Clone, Copy)]
enum Scope {
    All,
    Country,
    Person,
}

struct Budget<'a> {
    scope: Scope,
    limit: Limit,
    whose: &'a Whose<'a>,
}

/// In one order, so that two at once do not wait for each other.
fn all<'a>(settings: &SmsSettings, whose: &'a Whose<'a>) -> [Budget<'a>; 3] {
    let budget =
        |scope, name, max: u32| Budget { scope, limit: Limit { name, max: max.into(), window_secs: DAY }, whose };
    [
        budget(Scope::All, "sms-day", settings.a_day),
        budget(Scope::Country, "sms-country-day", settings.a_country_a_day),
        budget(Scope::Person, "sms-person-day", settings.a_person_a_day),
    ]
}

impl Budget<'_> {
    fn key(&self) -> &str {
        match self.scope {
            Scope::All => "all",
            Scope::Country => self.whose.country,
            Scope::Person => self.whose.person.as_str(),
        }
    }

    /// In words, without saying who.
    fn name(&self) -> String {
        match self.scope {
            Scope::All => "the day’s budget for text messages".to_owned(),
            Scope::Country => format!("the day’s budget for text messages to {}", self.whose.country),
            Scope::Person => "the day’s budget for text messages to one person".to_owned(),
        }
    }

    /// The first time in its window that so much is used: an audit row, and a sentence for the overview.
    /// What one person uses up is nobody's business there.
    fn alert(&self, tx: &mut Tx, hit: &Hit) -> StoreResult<Option<String>> {
        let max = self.limit.max;
        let percent = match hit.count {
            used if used >= max => 100,
            used if used * 5 >= max * 4 => 80,
            _ => return Ok(None),
        };
        let once = format!("{}:{}:{percent}:{}", self.limit.name, self.key(), hit.retry_at.millis());
        if !limits::hit(tx, &ALERT, &once)?.allowed {
            return Ok(None);
        }
        let (scope, account, country) = match self.scope {
            Scope::All => ("day", None, None),
            Scope::Country => ("country", None, Some(self.whose.country)),
            Scope::Person => {
                ("person", persons::primary_account(tx, self.whose.person)?.map(|account| account.id), None)
            }
        };
        let detail = serde_json::json!({ "budget": scope, "country": country, "percent": percent, "of": max });
        tx.audit(AuditKind::SmsBudget, Actor::Latchkey, AuditEvent::default().account(account.as_ref()).detail(detail));
        let sentence = format!("{percent} % of {} is used up ({max} messages)", self.name());
        Ok((!matches!(self.scope, Scope::Person)).then_some(sentence))
    }
}

/// Counts one message, or none where one of the budgets is used up.
pub(super) fn take(tx: &mut Tx, settings: &SmsSettings, whose: &Whose<'_>) -> StoreResult<Budgeted> {
    let budgets = all(settings, whose);
    let mut hits = Vec::new();
    for budget in &budgets {
        hits.push((budget, limits::hit(tx, &budget.limit, budget.key())?));
    }
    let over = hits.iter().find(|(_, hit)| !hit.allowed).map(|(budget, _)| budget.name());
    if over.is_some() {
        give_back(tx, settings, whose)?;
        hits.retain(|(_, hit)| !hit.allowed);
    }
    let mut alerts = Vec::new();
    for (budget, hit) in hits {
        alerts.extend(budget.alert(tx, &hit)?);
    }
    Ok(match over {
        Some(budget) => Budgeted::Over { budget, alerts },
        None => Budgeted::Within(alerts),
    })
}

/// It did not go.
pub(super) fn give_back(tx: &mut Tx, settings: &SmsSettings, whose: &Whose<'_>) -> StoreResult<()> {
    for budget in all(settings, whose) {
        limits::give_back(tx, &budget.limit, budget.key())?;
    }
    Ok(())
}

/// When there is room again; `None`: now. Counts nothing.
pub fn full_until(tx: &mut Tx, settings: &SmsSettings, whose: &Whose<'_>) -> StoreResult<Option<Timestamp>> {
    let mut until = None;
    for budget in all(settings, whose) {
        let hit = limits::peek(tx, &budget.limit, budget.key())?;
        if !hit.allowed {
            until = until.max(Some(hit.retry_at));
        }
    }
    Ok(until)
}
