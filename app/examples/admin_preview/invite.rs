use crate::Save;
use crate::room::{overview, room};
use latchkey_app::admin::invite::{Act, InviteView};
use latchkey_contract::admin::*;
use leptos::prelude::*;

pub fn pages(save: Save) {
    save("invite", || {
        invite(
            InvitationStatus {
                form: invitation_form(),
                to_invite: 836,
                queued: 410,
                sent: 412,
                failed: 2,
                enrolled: 96,
                without_address: 7,
                last_failure: Some(WorkFault::NotSent {
                    said: "The mail server refused the message (550 5.1.1).".into(),
                }),
            },
            true,
        )
    });
    save("invite-no-mail", || {
        invite(
            InvitationStatus {
                form: invitation_form(),
                to_invite: 836,
                queued: 0,
                sent: 0,
                failed: 0,
                enrolled: 0,
                without_address: 0,
                last_failure: None,
            },
            false,
        )
    });
}

fn invitation_form() -> InvitationForm {
    InvitationForm {
        subject: "Two minutes now, no lock-out later".into(),
        body: "Hello {name},\n\nfrom Monday you can set a new password yourself, at any hour, from your phone. For that to work, please choose two ways to prove that it is you.\n\n{link}\n\nIf the button does not open, type {code}.\n\nThe link works until {until}.".into(),
    }
}

fn invite(status: InvitationStatus, mail_ready: bool) -> AnyView {
    let preview = InvitationPreview {
        subject: invitation_form().subject,
        text: "Hello Anna,\n\nfrom Monday you can set a new password yourself, at any hour, from your phone. For that to work, please choose two ways to prove that it is you.\n\nhttps://reset.northwind-hospital.example/enrol/invitation/…\n\nIf the button does not open, type HK4-92T.\n\nThe link works until 8 December.".into(),
        html: String::new(),
    };
    room("/admin/invite", overview(), view! {
        <InviteView status=Signal::stored(status) form=RwSignal::new(invitation_form()) mail_ready trouble=Signal::stored(None) tested=Signal::stored(None::<String>) preview=Signal::stored(Some(Ok(preview)))
            changed=Signal::stored(true) busy=Signal::stored(false) on_act=|_: (Act, String)| ()/>
    }.into_any())
}
