//! The tables as diesel sees them; kept beside migrations/, which is the truth.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}
diesel::table! {
    directories (id) {
        id -> Text,
        kind -> Text,
        name -> Text,
        domain_id -> Nullable<Text>,
        label -> Text,
        config -> Text,
        sealed -> Text,
        subtrees -> Text,
        domains -> Text,
        active -> Bool,
        version -> BigInt,
        created_at -> BigInt,
        sets_passwords -> Bool,
    }
}
diesel::table! {
    imports (directory) {
        directory -> Text,
        phase -> Text,
        run -> BigInt,
        cursor -> Nullable<Text>,
        done -> BigInt,
        expected -> BigInt,
        error -> Nullable<Text>,
        started_at -> BigInt,
        updated_at -> BigInt,
        every_minutes -> BigInt,
        next_at -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
        asking_run -> Nullable<BigInt>,
    }
}
diesel::table! {
    sync_runs (directory, run) {
        directory -> Text,
        run -> BigInt,
        trigger -> Text,
        phase -> Text,
        is_first -> Bool,
        seen -> BigInt,
        counts -> Text,
        error -> Nullable<Text>,
        decision -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    sync_changes (directory, run, account, kind, field) {
        directory -> Text,
        run -> BigInt,
        account -> Text,
        kind -> Text,
        field -> Text,
        name -> Text,
        login -> Text,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
    }
}
diesel::table! {
    persons (id) {
        id -> Text,
        onboarded_at -> Nullable<BigInt>,
        enrolled_at -> Nullable<BigInt>,
        frozen_at -> Nullable<BigInt>,
        language -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}
diesel::table! {
    accounts (id) {
        id -> Text,
        directory -> Text,
        person -> Text,
        is_primary -> Bool,
        object_id -> Text,
        dn -> Text,
        login -> Text,
        upn -> Nullable<Text>,
        display_name -> Text,
        mail -> Nullable<Text>,
        phone -> Nullable<Text>,
        disabled -> Bool,
        protected -> Bool,
        gone -> Bool,
        run -> BigInt,
        login_key -> Text,
        upn_key -> Nullable<Text>,
        mail_key -> Nullable<Text>,
        upn_local -> Nullable<Text>,
        mail_local -> Nullable<Text>,
        sort_name -> Text,
        search_text -> Text,
        manager_dn -> Nullable<Text>,
        preferred_language -> Nullable<Text>,
        same_as -> Nullable<Text>,
        set_elsewhere -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}
diesel::table! {
    join_reviews (id) {
        id -> Text,
        account -> Text,
        other -> Text,
        evidence -> Text,
        doubt -> Text,
        created_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        joined -> Nullable<Bool>,
    }
}
diesel::table! {
    seat_lock (id) {
        id -> BigInt,
    }
}
diesel::table! {
    flows (id) {
        id -> Text,
        kind -> Text,
        token_hash -> Text,
        person -> Nullable<Text>,
        account -> Nullable<Text>,
        who -> Text,
        name_key -> Text,
        address -> Text,
        version -> BigInt,
        state -> Text,
        sealed -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}
diesel::table! {
    codes (flow, purpose) {
        flow -> Text,
        purpose -> Text,
        digest -> Text,
        destination_digest -> Text,
        issued_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    methods (id) {
        id -> Text,
        person -> Text,
        kind -> Text,
        label -> Text,
        sealed -> Text,
        depends_on -> Text,
        last_step -> BigInt,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    recovery_codes (person, digest) {
        person -> Text,
        digest -> Text,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    password_history (id) {
        id -> Text,
        account -> Text,
        hash -> Text,
        set_at -> BigInt,
    }
}
diesel::table! {
    policy_rules (id) {
        id -> Text,
        place -> BigInt,
        name -> Text,
        directory -> Text,
        group_id -> Text,
        privileged -> Bool,
        policy -> Text,
        read_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    policy_members (rule, account) {
        rule -> Text,
        account -> Text,
    }
}
diesel::table! {
    providers (name) {
        name -> Text,
        config -> Text,
        sealed -> Text,
        version -> BigInt,
        updated_at -> BigInt,
    }
}
diesel::table! {
    vouches (id) {
        id -> Text,
        flow -> Text,
        person -> Text,
        number_digest -> Text,
        address -> Text,
        tries -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        answered_at -> Nullable<BigInt>,
        answered_by -> Nullable<Text>,
        vouched -> Nullable<Bool>,
        used_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    referees (person) {
        person -> Text,
        added_at -> BigInt,
    }
}
diesel::table! {
    invitations (id) {
        id -> Text,
        person -> Text,
        account -> Text,
        token_hash -> Text,
        code_digest -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        opened_at -> Nullable<BigInt>,
        used_at -> Nullable<BigInt>,
        sent_at -> Nullable<BigInt>,
        failed_at -> Nullable<BigInt>,
        failure -> Nullable<Text>,
        voided -> Bool,
    }
}
diesel::table! {
    admins (id) {
        id -> Text,
        name -> Text,
        name_key -> Text,
        password_hash -> Text,
        role -> Text,
        totp_sealed -> Nullable<Text>,
        totp_step -> BigInt,
        created_at -> BigInt,
    }
}
diesel::table! {
    sessions (id) {
        id -> Text,
        token_hash -> Text,
        admin -> Nullable<Text>,
        stage -> Text,
        sealed -> Text,
        created_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
    }
}
diesel::table! {
    setup_links (token_hash) {
        token_hash -> Text,
        name -> Nullable<Text>,
        role -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        spent_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    limits (key) {
        key -> Text,
        hits -> BigInt,
        ends_at -> BigInt,
    }
}
diesel::table! {
    shared_state (directory, key) {
        directory -> Text,
        key -> Text,
        value -> Text,
        revision -> Text,
        ends_at -> BigInt,
    }
}
diesel::table! {
    audit (seq) {
        seq -> BigInt,
        at -> BigInt,
        kind -> Text,
        actor -> Text,
        account -> Nullable<Text>,
        directory -> Nullable<Text>,
        address -> Nullable<Text>,
        detail -> Text,
        hash -> Text,
    }
}
diesel::table! {
    audit_head (id) {
        id -> BigInt,
        seq -> BigInt,
        hash -> Text,
    }
}
diesel::table! {
    bulk_runs (id) {
        id -> Text,
        kind -> Text,
        phase -> Text,
        actor -> Text,
        selection -> Text,
        total -> BigInt,
        done -> BigInt,
        already -> BigInt,
        left_out -> Text,
        done_to -> Text,
        digest -> Text,
        failure -> Nullable<Text>,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}
diesel::table! {
    bulk_run_people (run, person) {
        run -> Text,
        person -> Text,
    }
}
diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        sealed -> Text,
        key -> Nullable<Text>,
        state -> Text,
        run_at -> BigInt,
        attempts -> BigInt,
        leased_until -> Nullable<BigInt>,
        worker -> Nullable<Text>,
        error -> Nullable<Text>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::joinable!(accounts -> directories (directory));
diesel::joinable!(accounts -> persons (person));
diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    join_reviews,
    persons,
    bulk_run_people,
    directories,
    invitations,
    flows,
    methods,
    recovery_codes,
    policy_rules,
    policy_members,
    vouches,
    referees
);
