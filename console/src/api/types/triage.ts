// Made of the OpenAPI document by `make console-types`. Do not edit.
export interface paths {
    "/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In
         * @description Sign in. Wrong passwords slow the next attempt, whether the name exists or not.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Trade the refresh cookie for the next one and a new access token.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Out
         * @description End the session of the refresh cookie; without one there is nothing to end.
         */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Published Keys
         * @description Return the keys that access tokens are signed with (RFC 7517).
         *
         *     The first request makes the first key: whoever polls has it before anybody signs in.
         */
        get: operations["published_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Oneself
         * @description Return who is signed in.
         */
        get: operations["oneself"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Change one's own password: all sessions end and a new one begins with the answer.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{staff_id}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite
         * @description Make a link by which a person chooses a password; works once, within 72 hours.
         */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{staff_id}/reset-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset By Link
         * @description Make a link by which a person chooses a new password; works once, within an hour.
         */
        post: operations["reset_by_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/password-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Forgotten
         * @description Return who says they forgot their password; a link for them answers it.
         */
        get: operations["list_forgotten"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/forgotten": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forgot Password
         * @description Tell the administrators that one forgot one's password; the answer is always the same.
         */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/links/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look At Link
         * @description Return whom a link is for; 401 for one that does not work.
         */
        post: operations["look_at_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/links/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Link
         * @description Choose a password by a link, which is used up, and be signed in.
         */
        post: operations["accept_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description Return where one is signed in.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Session
         * @description End one of one's sessions; access tokens given to any of them end too.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{staff_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End Sessions Of
         * @description End every session and access token of a person.
         */
        delete: operations["end_sessions_of"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{staff_id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Identities
         * @description Return who a person is at the provider of sign-in.
         */
        get: operations["list_identities"];
        put?: never;
        /**
         * Link Identity
         * @description Let a subject of the configured provider sign in as this person.
         */
        post: operations["link_identity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{staff_id}/identities/{identity_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unlink Identity
         * @description Let that identity sign in no more.
         */
        delete: operations["unlink_identity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign In Methods
         * @description Return how people may sign in here.
         */
        get: operations["sign_in_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start At Provider
         * @description Begin to sign in at the provider: go to `url`. What belongs to it stays in a cookie.
         */
        post: operations["start_at_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Back From Provider
         * @description Take the browser back from the provider and sign its person in.
         */
        get: operations["back_from_provider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Staff
         * @description Return staff, ordered by username.
         */
        get: operations["list_staff"];
        put?: never;
        /**
         * Add Staff
         * @description Add a person; without a password the answer shows a one-time password, once.
         */
        post: operations["add_staff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{staff_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Staff
         * @description Return one person.
         */
        get: operations["show_staff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Staff
         * @description Change a person; new roles, teams or stores end the access tokens they have.
         */
        patch: operations["change_staff"];
        trace?: never;
    };
    "/v1/staff/{staff_id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Password
         * @description Give a person a one-time password; their sessions and tokens end at once.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/me/away": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Away
         * @description Say that one is not to be given work just now, or is again.
         */
        post: operations["set_away"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Api Keys
         * @description Return the API keys, revoked ones too, oldest first.
         */
        get: operations["list_api_keys"];
        put?: never;
        /**
         * Add Api Key
         * @description Make a key for a machine; the answer shows it, once.
         */
        post: operations["add_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Api Key
         * @description Return what is known of a key: never the key itself.
         */
        get: operations["show_api_key"];
        put?: never;
        post?: never;
        /**
         * Revoke Api Key
         * @description Revoke a key for good; it stays in the list.
         */
        delete: operations["revoke_api_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Teams
         * @description Return the teams with their active people, oldest first.
         */
        get: operations["list_teams"];
        put?: never;
        /**
         * Add Team
         * @description Add a team.
         */
        post: operations["add_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{team_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Team
         * @description Return one team.
         */
        get: operations["show_team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Team
         * @description Change a team; whoever joins or leaves it needs a new access token.
         */
        patch: operations["change_team"];
        trace?: never;
    };
    "/v1/topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Topics
         * @description Return the topics in their order.
         */
        get: operations["list_topics"];
        put?: never;
        /**
         * Add Topic
         * @description Add a topic: from then on staff can give it to cases and rules can name it.
         */
        post: operations["add_topic"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/topics/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Topic
         * @description Return one topic.
         */
        get: operations["show_topic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Topic
         * @description Change a topic; its code stays, as cases carry it.
         */
        patch: operations["change_topic"];
        trace?: never;
    };
    "/v1/efforts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Efforts
         * @description Return what cases weigh; whatever is not named weighs 1.
         */
        get: operations["show_efforts"];
        /**
         * Set Efforts
         * @description Replace what cases weigh; open ones keep their effort until given anew or corrected.
         */
        put: operations["set_efforts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Shifts
         * @description Return the shifts, oldest first.
         */
        get: operations["list_shifts"];
        put?: never;
        /**
         * Add Shift
         * @description Add a weekly shift. A person's own shifts count instead of their teams'.
         */
        post: operations["add_shift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shifts/{shift_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Shift
         * @description Return one shift.
         */
        get: operations["show_shift"];
        put?: never;
        post?: never;
        /**
         * Remove Shift
         * @description Remove a shift.
         */
        delete: operations["remove_shift"];
        options?: never;
        head?: never;
        /**
         * Change Shift
         * @description Change when a shift is.
         */
        patch: operations["change_shift"];
        trace?: never;
    };
    "/v1/shift-overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Shift Overrides
         * @description Return leave and other hours, oldest first.
         */
        get: operations["list_shift_overrides"];
        put?: never;
        /**
         * Add Shift Override
         * @description Add a leave or other hours for some days, of a person or of a team.
         */
        post: operations["add_shift_override"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shift-overrides/{override_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Shift Override
         * @description Remove a leave or other hours.
         */
        delete: operations["remove_shift_override"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Routing Rules
         * @description Return the rules in the order they are tried.
         */
        get: operations["list_routing_rules"];
        put?: never;
        /**
         * Add Routing Rule
         * @description Add a rule; it decides from the next case on.
         */
        post: operations["add_routing_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing-rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Routing Rule
         * @description Return one rule.
         */
        get: operations["show_routing_rule"];
        put?: never;
        post?: never;
        /**
         * Remove Routing Rule
         * @description Remove a rule.
         */
        delete: operations["remove_routing_rule"];
        options?: never;
        head?: never;
        /**
         * Change Routing Rule
         * @description Change a rule.
         */
        patch: operations["change_routing_rule"];
        trace?: never;
    };
    "/v1/routing-rules/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order Routing Rules
         * @description Let the rules be tried in this order; `ids` are all of them, each once.
         */
        post: operations["order_routing_rules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/routing-rules/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Routing Rules
         * @description Say where past cases would have gone by these rules, against those that hold now.
         *
         *     Nothing is changed. At most the newest 20,000 cases of the period are looked at.
         */
        post: operations["try_routing_rules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Customer Tags
         * @description Return the tags that routing rules may ask for.
         */
        get: operations["show_customer_tags"];
        /**
         * Tag Customer
         * @description Give a customer exactly these tags.
         *
         *     Routing rules ask for them when the next case comes, cases that are here stay with whom they
         *     are; promises ask for them at once, and the running clocks of open cases are timed anew.
         */
        put: operations["tag_customer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Alerts
         * @description Return the teams whose cases wait because nobody is eligible, the most urgent first.
         *
         *     A lead sees their own teams.
         */
        get: operations["list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{team_id}/fairness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Fairness
         * @description Return how evenly effort was given in the team, by shift and in all; a lead of the team.
         */
        get: operations["show_fairness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Me
         * @description Return who is signed in and what they may do.
         */
        get: operations["show_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Presence
         * @description Say whether one is to be given work just now.
         */
        put: operations["set_presence"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Filters
         * @description Return the views one saved, by name.
         */
        get: operations["list_filters"];
        put?: never;
        /**
         * Save Filter
         * @description Save a view of the queues under a name.
         */
        post: operations["save_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/filters/{filter_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Filter
         * @description Return one view one saved.
         */
        get: operations["show_filter"];
        /**
         * Change Filter
         * @description Replace a view one saved.
         */
        put: operations["change_filter"];
        post?: never;
        /**
         * Forget Filter
         * @description Delete a view one saved.
         */
        delete: operations["forget_filter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Notices
         * @description Return what one was told, newest first, in a language or in one's own.
         */
        get: operations["list_notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/notices/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Notices
         * @description Say which notices one has read, or all; what still waits for one's hours is not sent then.
         */
        post: operations["read_notices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/notice-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Notice Settings
         * @description Return by which ways and at what hours one is told of what.
         */
        get: operations["show_notice_settings"];
        /**
         * Set Notice Settings
         * @description Choose by which ways and at what hours one is told of what.
         */
        put: operations["set_notice_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move Many
         * @description Make a move on up to a hundred cases; what is refused leaves the others done.
         */
        post: operations["move_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Queue
         * @description Return a work queue: most urgent first, then longest waiting.
         *
         *     `review` offers critical cases, then four of the least certain verdicts for each one drawn by
         *     lot.
         */
        get: operations["queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One Case
         * @description Return a case with its verdict, history and ETag.
         */
        get: operations["one_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Next
         * @description Take the next unowned case of one's teams; nobody else gets the same one.
         */
        post: operations["take_next"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept
         * @description Accept one's case, or take one that nobody owns.
         */
        post: operations["accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline
         * @description Give one's case back; the next of the team is asked, after two the team's lead.
         */
        post: operations["decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer
         * @description Pass a case on to a person, or to a team.
         */
        post: operations["transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/correct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct
         * @description Put the verdict right; it is learned from.
         */
        post: operations["correct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm
         * @description Say that the verdict is right; it is learned from.
         */
        post: operations["confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dismiss
         * @description Say that no answer is needed; a critical case needs a lead or a manager for that.
         */
        post: operations["dismiss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge
         * @description Let another case go on in place of this one.
         */
        post: operations["merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore
         * @description Undo a dismissal or a merge.
         */
        post: operations["restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Task
         * @description Ask another team for a part of the work.
         */
        post: operations["open_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tasks
         * @description Return tasks (协办) that are still to be done, oldest first: one's own, or of one's teams.
         */
        get: operations["list_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/tasks/{task_id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Task
         * @description Take a task of one's team that nobody has, or whose owner is not at work.
         *
         *     Leads of the team and managers take any over.
         */
        post: operations["take_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count Queues
         * @description Return how many cases each of the caller's queues holds; counting stops at a thousand.
         */
        get: operations["count_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Board
         * @description Return who holds how much, what waits and what is late; a lead sees their own teams.
         */
        get: operations["show_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Related
         * @description Return what the same customer said before and after, and cases like this one.
         */
        get: operations["show_related"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Incidents
         * @description Return the incidents that hold a case within reach, newest first.
         */
        get: operations["list_incidents"];
        put?: never;
        /**
         * Open Incident
         * @description Make an incident of cases at hand, however few: one owner, one fix, each customer told.
         */
        post: operations["open_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incident_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Incident
         * @description Return an incident with its cases within reach, and its ETag.
         */
        get: operations["show_incident"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incident_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Incident
         * @description Put one person in charge of a proposal's cases; those out of reach stay proposed.
         */
        post: operations["accept_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incident_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject Incident
         * @description Say that a proposal is no incident; its cases go on as they are.
         */
        post: operations["reject_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incident_id}/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Cases
         * @description Take cases into an accepted incident or let some go; by its owner, a lead or a manager.
         */
        post: operations["change_cases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incident_id}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split Incident
         * @description Undo an incident, or take some cases out of it; each goes back to who had it before.
         */
        post: operations["split_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Duplicates
         * @description Return the cases that may say again what an earlier one said, newest first.
         */
        get: operations["list_duplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duplicates/{duplicate_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Duplicate
         * @description Return one proposal and its ETag, decided on or not.
         */
        get: operations["show_duplicate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duplicates/{duplicate_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Duplicate
         * @description Merge the later case into the earlier one; restoring it undoes that.
         */
        post: operations["accept_duplicate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/duplicates/{duplicate_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject Duplicate
         * @description Say that the two are not one; they are not proposed again.
         */
        post: operations["reject_duplicate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search
         * @description Return the cases within reach that have all the words, newest first.
         *
         *     A new case is found within seconds of being received.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/classify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Classify
         * @description Return the verdict of `text`, or a list of those of `texts`, in their order.
         */
        post: operations["classify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ledger
         * @description Return how many cases of each channel and store stand where.
         */
        get: operations["ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lexicon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Words
         * @description Return the organisation's own words.
         */
        get: operations["list_words"];
        put?: never;
        /**
         * Add Word
         * @description Add a word; it decides from the next text on, in every process within seconds.
         */
        post: operations["add_word"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lexicon/{entry_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Word
         * @description Return one entry.
         */
        get: operations["show_word"];
        put?: never;
        post?: never;
        /**
         * Remove Word
         * @description Take back what was said of a word.
         */
        delete: operations["remove_word"];
        options?: never;
        head?: never;
        /**
         * Change Word
         * @description Change what is said of a word.
         */
        patch: operations["change_word"];
        trace?: never;
    };
    "/v1/models/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train Model
         * @description Train a model from what people said of verdicts; 409 while another training goes on.
         */
        post: operations["train_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Training Runs
         * @description Return the training runs, newest first.
         */
        get: operations["list_training_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/training-runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Training Run
         * @description Return how far a training run is, and what came of it.
         */
        get: operations["show_training_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description Return the models, newest first; last of all the one that comes with the program.
         */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Model
         * @description Return a model with its figures, thresholds, and what it would change.
         */
        get: operations["show_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate Model
         * @description Let a model judge from now on, in every process within seconds.
         *
         *     One that was active before is gone back to by this too. A model that is worse than the active
         *     one needs a reason.
         */
        post: operations["activate_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{version}/shadow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Shadow
         * @description Let a candidate judge new cases beside the active model; nothing is decided by it.
         */
        post: operations["start_shadow"];
        /**
         * Stop Shadow
         * @description End a candidate's run in the shadow; what was counted stays.
         */
        delete: operations["stop_shadow"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Labels
         * @description Return what people said of verdicts, newest first: the rows that training learns from.
         */
        get: operations["list_labels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parked-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events that keep failing */
        get: operations["list_parked_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parked-events/{event_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try it again now */
        post: operations["replay_parked_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit log, newest first */
        get: operations["list_audit_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check the chain of the audit log */
        get: operations["verify_audit_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alive */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its database and bus answer */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics */
        get: operations["metrics_text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes, as it happens
         * @description Events name what changed, by id and version; read it anew. `ready` says that the stream stands, `reset` that too much was missed: read everything anew. A comment comes every 15 s. The stream ends with the access token (`end`); come back with a fresh one and with the last id as Last-Event-ID. Share one stream between the pages of a browser: it opens six connections to an origin and no more.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AcceptBody
         * @description Who is to answer for the incident, the caller when nobody is named, and what it is called.
         */
        AcceptBody: {
            /** Owner */
            owner?: string | null;
            /** Title */
            title?: string | null;
        };
        /**
         * ActivateBody
         * @description `reason` is needed for a model that is worse than the active one.
         */
        ActivateBody: {
            /** Reason */
            reason?: string | null;
        };
        /**
         * AlertView
         * @description Cases without an owner; `members` counts the team's people by what keeps them out.
         */
        AlertView: {
            team: components["schemas"]["TeamRef"] | null;
            /** Strategy */
            strategy: string | null;
            /** Waiting */
            waiting: number;
            /** Critical */
            critical: number;
            /**
             * Oldest Received At
             * Format: date-time
             */
            oldest_received_at: string;
            /** Members */
            members: {
                [key: string]: number;
            };
            /** Told */
            told: components["schemas"]["PersonRef"][];
        };
        /** AlertsView */
        AlertsView: {
            /** Items */
            items: components["schemas"]["AlertView"][];
        };
        /**
         * ApiKeyAdded
         * @description `key` is shown here only.
         */
        ApiKeyAdded: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Scopes */
            scopes: string[];
            /** Channel */
            channel: string | null;
            /** Stores */
            stores: string[];
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Revoked At */
            revoked_at: string | null;
            /** Key */
            key: string;
        };
        /**
         * ApiKeyBody
         * @description A key for a machine; `channel` and `stores` limit what it may say it is.
         */
        ApiKeyBody: {
            /** Name */
            name: string;
            /** Scopes */
            scopes: ("feedback:write" | "feedback:read" | "cases:read" | "classify" | "reports:read" | "daily:write")[];
            /** Channel */
            channel?: string | null;
            /** Stores */
            stores?: string[];
        };
        /** ApiKeyView */
        ApiKeyView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Scopes */
            scopes: string[];
            /** Channel */
            channel: string | null;
            /** Stores */
            stores: string[];
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Revoked At */
            revoked_at: string | null;
        };
        /**
         * AspectView
         * @description A stretch of the text that complains about a topic or praises it, in code points.
         */
        AspectView: {
            /** Topic */
            topic: string;
            /** Polarity */
            polarity: string;
            /** Text */
            text: string;
            /** Start */
            start: number;
            /** End */
            end: number;
            /** Confidence */
            confidence: number;
        };
        /**
         * AssignmentView
         * @description How somebody was put in charge, or why nobody was.
         *
         *     Of a case that an incident moved to its owner, or back, `reason` is that.
         *     `considered` counts the team's people by what kept them out, besides those `eligible`, and
         *     holds the chosen one's open effort before (`load`); `alerted` are told that nobody could be.
         */
        AssignmentView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Reason */
            reason: string;
            /** Effort */
            effort: number;
            owner: components["schemas"]["PersonRef"] | null;
            runner_up: components["schemas"]["PersonRef"] | null;
            /** Considered */
            considered: {
                [key: string]: number;
            };
            /** Alerted */
            alerted: components["schemas"]["PersonRef"][];
        };
        /**
         * AuditEntry
         * @description An entry; `by` is who `actor` names, when that is a member of staff.
         */
        AuditEntry: {
            /** Seq */
            seq: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Actor */
            actor: string;
            by?: components["schemas"]["PersonRef"] | null;
            /** Action */
            action: string;
            /** Subject */
            subject: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
            /** Hash */
            hash: string;
        };
        /**
         * AuditVerdict
         * @description `first_bad` is the number of the first entry altered, missing or foreign.
         */
        AuditVerdict: {
            /** Intact */
            intact: boolean;
            /** First Bad */
            first_bad: number | null;
            /** Entries */
            entries: number;
        };
        /** AwayBody */
        AwayBody: {
            /** Away */
            away: boolean;
        };
        /**
         * BoardView
         * @description `is_cut` says that only the most urgent cases were counted: there are very many.
         */
        BoardView: {
            /** Teams */
            teams: components["schemas"]["TeamBoard"][];
            /** At Risk Minutes */
            at_risk_minutes: number;
            /** Is Cut */
            is_cut: boolean;
        };
        /**
         * BulkBody
         * @description A move on many cases, each with the ETag that was seen of it.
         */
        BulkBody: {
            /**
             * Action
             * @enum {string}
             */
            action: "accept" | "confirm" | "restore" | "decline" | "transfer" | "correct" | "dismiss" | "merge";
            /** Items */
            items: components["schemas"]["BulkItem"][];
            details?: components["schemas"]["BulkDetails"];
        };
        /**
         * BulkDetails
         * @description What the move takes besides the case, as it does alone; nothing for accept and the like.
         */
        BulkDetails: {
            /** Reason */
            reason?: string | null;
            /** To Staff */
            to_staff?: string | null;
            /** To Team */
            to_team?: string | null;
            /** Into */
            into?: string | null;
            /** Duplicate Of */
            duplicate_of?: string | null;
            /** Kind */
            kind?: ("complaint" | "suggestion" | "praise" | "inquiry" | "other") | null;
            /** Topics */
            topics?: (string | components["schemas"]["TopicGiven"])[] | null;
            /** Urgency */
            urgency?: ("low" | "normal" | "high" | "critical") | null;
            /** Store Code */
            store_code?: string | null;
        };
        /**
         * BulkItem
         * @description A case and the ETag that was seen of it.
         */
        BulkItem: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Etag */
            etag: string;
        };
        /**
         * BulkResult
         * @description What became of one case: the case as it is now, or the refusal, as alone it would be.
         */
        BulkResult: {
            /** Id */
            id: string;
            /** Status */
            status: number;
            case?: components["schemas"]["CaseView"] | null;
            /** Problem */
            problem?: {
                [key: string]: unknown;
            } | null;
        };
        /** BulkView */
        BulkView: {
            /** Done */
            done: number;
            /** Refused */
            refused: number;
            /** Items */
            items: components["schemas"]["BulkResult"][];
            undo: components["schemas"]["Undo"] | null;
        };
        /**
         * BurstView
         * @description So many similar cases in so many days, so many expected, and the chance of it.
         */
        BurstView: {
            /** Observed */
            observed: number;
            /** Expected */
            expected: number;
            /** Chance */
            chance: number;
            /** Days */
            days: number;
        };
        /**
         * CaseView
         * @description A case. `status` is the shown one; `etag` is what If-Match takes; `moves` are legal now.
         */
        CaseView: {
            /** Id */
            id: string;
            /** Feedback Id */
            feedback_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Status */
            status: string;
            /** Disposition */
            disposition: string;
            /** Disposition Reason */
            disposition_reason: string | null;
            /** Merged Into */
            merged_into: string | null;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Incident Id */
            incident_id: string | null;
            /** Progress */
            progress: string;
            /** Cycle */
            cycle: number;
            /** Kind */
            kind: string;
            /** Topics */
            topics: components["schemas"]["TopicConfidence"][];
            /** Urgency */
            urgency: string;
            sentiment: components["schemas"]["Sentiment"];
            /** Confidence */
            confidence: number;
            /** Needs Review */
            needs_review: boolean;
            owner: components["schemas"]["PersonRef"] | null;
            team: components["schemas"]["TeamRef"] | null;
            /** Store Code */
            store_code: string | null;
            /** Channel */
            channel: string;
            /** Text */
            text: string;
            /** Rating */
            rating: number | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Assigned At */
            assigned_at: string | null;
            /** Accepted At */
            accepted_at: string | null;
            /** Version */
            version: number;
            versions: components["schemas"]["Versions"];
            /** Clocks */
            clocks: components["schemas"]["ClockView"][];
            /** Etag */
            etag: string;
            /** Moves */
            moves: string[];
        };
        /**
         * CasesBody
         * @description Cases to take into the incident, and cases to let go.
         */
        CasesBody: {
            /** Add */
            add?: string[];
            /** Remove */
            remove?: string[];
        };
        /**
         * CheckedView
         * @description How right people found verdicts: the share of kinds and urgencies, the topics' F1.
         */
        CheckedView: {
            /** Rows */
            rows: number;
            /** Kind */
            kind: number;
            /** Topics */
            topics: number;
            /** Urgency */
            urgency: number;
        };
        /**
         * ClassifyBody
         * @description One text, or up to 1,000.
         */
        ClassifyBody: {
            /** Text */
            text?: string | null;
            /** Texts */
            texts?: string[] | null;
        };
        /**
         * ClockView
         * @description A promise that runs, as followup last said; `due_at` is empty while it is paused.
         */
        ClockView: {
            /** Kind */
            kind: string;
            /** Due At */
            due_at: string | null;
            /** Status */
            status: string;
        };
        /**
         * Conditions
         * @description Each field that is named must have one of its values; none at all fits every case.
         */
        Conditions: {
            /** Topic */
            topic?: string[] | null;
            /** Urgency */
            urgency?: ("low" | "normal" | "high" | "critical")[] | null;
            /** Store Code */
            store_code?: string[] | null;
            /** Region */
            region?: string[] | null;
            /** Channel */
            channel?: string[] | null;
            /** Campaign */
            campaign?: string[] | null;
            /** Customer Tag */
            customer_tag?: string[] | null;
        };
        /**
         * CorrectBody
         * @description What the verdict should have been; parts that are left out were right.
         */
        CorrectBody: {
            /** Kind */
            kind?: ("complaint" | "suggestion" | "praise" | "inquiry" | "other") | null;
            /** Topics */
            topics?: (string | components["schemas"]["TopicGiven"])[] | null;
            /** Urgency */
            urgency?: ("low" | "normal" | "high" | "critical") | null;
            /** Store Code */
            store_code?: string | null;
        };
        /**
         * CountsView
         * @description Members, those proposed besides, and members that are still worked on.
         */
        CountsView: {
            /** Members */
            members: number;
            /** Proposed */
            proposed: number;
            /** Open */
            open: number;
        };
        /**
         * CustomerTags
         * @description Words such as VIP that routing rules may ask for.
         */
        CustomerTags: {
            /** Tags */
            tags: string[];
        };
        /** DeclineBody */
        DeclineBody: {
            /** Reason */
            reason: string;
        };
        /**
         * DismissBody
         * @description Why no answer is needed: spam, duplicate (of which case) or invalid.
         */
        DismissBody: {
            /** Reason */
            reason: string;
            /** Duplicate Of */
            duplicate_of?: string | null;
        };
        /**
         * DryRunBody
         * @description The rules to be tried instead of the present ones, in their order, and on which cases.
         */
        DryRunBody: {
            /** Rules */
            rules: components["schemas"]["RuleDraft"][];
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Until */
            until?: string | null;
            /**
             * Examples
             * @default 5
             */
            examples?: number;
        };
        /**
         * DryRunView
         * @description `moved` of `cases` would have gone elsewhere; flows that change something come first.
         */
        DryRunView: {
            /** Cases */
            cases: number;
            /** Moved */
            moved: number;
            /** Because */
            because: {
                [key: string]: number;
            };
            /** Flows */
            flows: components["schemas"]["FlowView"][];
        };
        /**
         * DuplicateView
         * @description A case that may say again what an earlier one said; accepting merges it into that one.
         */
        DuplicateView: {
            /** Id */
            id: string;
            /** Case Id */
            case_id: string;
            /** Of Case Id */
            of_case_id: string;
            /** Reason */
            reason: string;
            /** Similarity */
            similarity: number;
            /** State */
            state: string;
            /**
             * Proposed At
             * Format: date-time
             */
            proposed_at: string;
            /** Decided At */
            decided_at: string | null;
            decided_by: components["schemas"]["PersonRef"] | null;
            /** Etag */
            etag: string;
        };
        /**
         * EffortGiven
         * @description What cases of a topic, an urgency, or both weigh; an absent part stands for any.
         */
        EffortGiven: {
            /** Topic */
            topic?: string | null;
            /** Urgency */
            urgency?: ("low" | "normal" | "high" | "critical") | null;
            /** Effort */
            effort: number;
        };
        /** EffortsBody */
        EffortsBody: {
            /** Items */
            items: components["schemas"]["EffortGiven"][];
        };
        /**
         * EffortsView
         * @description The weight that says most of a case counts; of several topics the heaviest one.
         */
        EffortsView: {
            /** Items */
            items: components["schemas"]["EffortGiven"][];
            /**
             * Default
             * @default 1
             */
            default?: number;
        };
        /**
         * EvidenceSpan
         * @description Words that decided a topic; `start` and `end` are code points of the masked text.
         *
         *     `weight` says how strongly: a word that weighs twice as much decided more.
         */
        EvidenceSpan: {
            /** Text */
            text: string;
            /** Start */
            start: number;
            /** End */
            end: number;
            /** Topic */
            topic: string;
            /** Weight */
            weight?: number | null;
        };
        /** ExampleView */
        ExampleView: {
            /** Id */
            id: string;
            /** Ticket No */
            ticket_no: string;
        };
        /**
         * FailingEvent
         * @description An event that could not be handled: pending will be tried again, parked waits for a person.
         *
         *     `error` names what went wrong and quotes nothing of the event.
         */
        FailingEvent: {
            /** Id */
            id: string;
            /** Type */
            type: string;
            /** Subject */
            subject: string;
            /** Source */
            source: string;
            /** Status */
            status: string;
            /** Attempts */
            attempts: number;
            /** Error */
            error: string | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** First Failed At */
            first_failed_at: string | null;
            /** Next Attempt At */
            next_attempt_at: string | null;
        };
        /**
         * FairnessView
         * @description Of the whole period, over the team's members and whoever else was given its cases.
         */
        FairnessView: {
            /** People */
            people: number;
            /** Effort */
            effort: number;
            /** Least */
            least: number;
            /** Most */
            most: number;
            /** Mean */
            mean: number;
            /** Deviation */
            deviation: number;
            /** Evenness */
            evenness: number;
            team: components["schemas"]["TeamRef"];
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /** Shifts */
            shifts: components["schemas"]["ShiftSpread"][];
            /** By Person */
            by_person: components["schemas"]["PersonWork"][];
        };
        /**
         * FilterBody
         * @description A name, and what the console's address holds after `?`.
         */
        FilterBody: {
            /** Name */
            name: string;
            /** Query */
            query: string;
        };
        /** FilterView */
        FilterView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Query */
            query: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /** FiltersView */
        FiltersView: {
            /** Items */
            items: components["schemas"]["FilterView"][];
        };
        /**
         * FlowView
         * @description Cases that went to `before` and would have gone to `after`, and what led them there.
         */
        FlowView: {
            before: components["schemas"]["TeamRef"] | null;
            after: components["schemas"]["TeamRef"] | null;
            /** Cases */
            cases: number;
            /** Because */
            because: {
                [key: string]: number;
            };
            /** Examples */
            examples: components["schemas"]["ExampleView"][];
        };
        /** ForgottenBody */
        ForgottenBody: {
            /** Username */
            username: string;
        };
        /** ForgottenList */
        ForgottenList: {
            /** Items */
            items: components["schemas"]["ForgottenView"][];
        };
        /**
         * ForgottenView
         * @description Somebody who says they forgot their password.
         */
        ForgottenView: {
            /** Staff Id */
            staff_id: string;
            /** Username */
            username: string;
            /** Name */
            name: string;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
        };
        /**
         * FullCaseView
         * @description One case with what decided its verdict, what happened to it, and followup's side of it.
         *
         *     `proposed_teams` are candidates for tasks: those that the routing rule names, and those whose
         *     topics the text touches as well. `assignment` says how the owner was last chosen.
         */
        FullCaseView: {
            /** Id */
            id: string;
            /** Feedback Id */
            feedback_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Status */
            status: string;
            /** Disposition */
            disposition: string;
            /** Disposition Reason */
            disposition_reason: string | null;
            /** Merged Into */
            merged_into: string | null;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Incident Id */
            incident_id: string | null;
            /** Progress */
            progress: string;
            /** Cycle */
            cycle: number;
            /** Kind */
            kind: string;
            /** Topics */
            topics: components["schemas"]["TopicConfidence"][];
            /** Urgency */
            urgency: string;
            sentiment: components["schemas"]["Sentiment"];
            /** Confidence */
            confidence: number;
            /** Needs Review */
            needs_review: boolean;
            owner: components["schemas"]["PersonRef"] | null;
            team: components["schemas"]["TeamRef"] | null;
            /** Store Code */
            store_code: string | null;
            /** Channel */
            channel: string;
            /** Text */
            text: string;
            /** Rating */
            rating: number | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Assigned At */
            assigned_at: string | null;
            /** Accepted At */
            accepted_at: string | null;
            /** Version */
            version: number;
            versions: components["schemas"]["Versions"];
            /** Clocks */
            clocks: components["schemas"]["ClockView"][];
            /** Etag */
            etag: string;
            /** Moves */
            moves: string[];
            incident: components["schemas"]["IncidentRef"] | null;
            /** Customer */
            customer: string | null;
            /** Attachments */
            attachments: number;
            /** Order No */
            order_no: string | null;
            /** Campaign */
            campaign: string | null;
            /** Linked Case Id */
            linked_case_id: string | null;
            /** Evidence */
            evidence: components["schemas"]["EvidenceSpan"][];
            /** Aspects */
            aspects: components["schemas"]["AspectView"][];
            /** Model Version */
            model_version: string;
            /** Followup */
            followup: {
                [key: string]: unknown;
            };
            /** Messages */
            messages: components["schemas"]["MessageView"][];
            /** Tasks */
            tasks: components["schemas"]["TaskView"][];
            /** Proposed Teams */
            proposed_teams: components["schemas"]["TeamRef"][];
            assignment: components["schemas"]["AssignmentView"] | null;
            /** History */
            history: components["schemas"]["HistoryEntry"][];
        };
        /**
         * FullIncidentView
         * @description An incident with its cases within reach, oldest first.
         */
        FullIncidentView: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** State */
            state: string;
            owner: components["schemas"]["PersonRef"] | null;
            /** Scope */
            scope: string;
            /** Topic */
            topic: string | null;
            burst: components["schemas"]["BurstView"] | null;
            counts: components["schemas"]["CountsView"];
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Reason */
            reason: string | null;
            /** Etag */
            etag: string;
            /** Moves */
            moves: string[];
            /** Cases */
            cases: components["schemas"]["IncidentCaseView"][];
        };
        /**
         * FullModelView
         * @description A model with all that was measured.
         *
         *     `report` is the trainer's own, by cross-validation; `changes` what would become of recent
         *     cases, and who would have been given them; `checked` what people said of its verdicts.
         */
        FullModelView: {
            /** Version */
            version: string;
            /** Role */
            role: string;
            /** Trained At */
            trained_at: string | null;
            /** Trained By */
            trained_by: string | null;
            /** Activated At */
            activated_at: string | null;
            /** Labels */
            labels: number;
            /** Size */
            size: number;
            /** Figures */
            figures: {
                [key: string]: unknown;
            };
            /** Compared With */
            compared_with: string | null;
            /** Compared */
            compared: {
                [key: string]: unknown;
            };
            /** Worse */
            worse: components["schemas"]["WorseView"][];
            /** Sha256 */
            sha256: string | null;
            /** Report */
            report: {
                [key: string]: unknown;
            };
            /** Thresholds */
            thresholds: components["schemas"]["ThresholdView"][];
            /** Changes */
            changes: {
                [key: string]: unknown;
            };
            checked: components["schemas"]["LiveView"];
            shadow: components["schemas"]["ShadowView"] | null;
        };
        /**
         * HeldView
         * @description Open cases: how many, how heavy, how late. `at_risk` are due soon, not late yet.
         */
        HeldView: {
            /**
             * Cases
             * @default 0
             */
            cases?: number;
            /**
             * Critical
             * @default 0
             */
            critical?: number;
            /**
             * Effort
             * @default 0
             */
            effort?: number;
            /**
             * Breached
             * @default 0
             */
            breached?: number;
            /**
             * At Risk
             * @default 0
             */
            at_risk?: number;
            /** Oldest Received At */
            oldest_received_at?: string | null;
            /** By Progress */
            by_progress?: {
                [key: string]: number;
            };
        };
        /**
         * HistoryEntry
         * @description What happened; `actor` is `system`, `customer` or `staff:<id>`, `by` that person.
         */
        HistoryEntry: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Actor */
            actor: string;
            by: components["schemas"]["PersonRef"] | null;
            /** Event */
            event: string;
            /** Cause */
            cause: string | null;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
        };
        /**
         * IdentityBody
         * @description Who the person is at the configured provider: the `sub` of its tokens, never an e-mail.
         */
        IdentityBody: {
            /** Subject */
            subject: string;
        };
        /** IdentityList */
        IdentityList: {
            /** Items */
            items: components["schemas"]["IdentityView"][];
        };
        /** IdentityView */
        IdentityView: {
            /** Id */
            id: string;
            /** Issuer */
            issuer: string;
            /** Subject */
            subject: string;
            /** Linked By */
            linked_by: string;
            /**
             * Linked At
             * Format: date-time
             */
            linked_at: string;
            /** Last Used At */
            last_used_at: string | null;
        };
        /**
         * IncidentCaseView
         * @description A case of an incident: `place` is `member` or `proposed`.
         */
        IncidentCaseView: {
            /** Id */
            id: string;
            /** Feedback Id */
            feedback_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Status */
            status: string;
            /** Disposition */
            disposition: string;
            /** Disposition Reason */
            disposition_reason: string | null;
            /** Merged Into */
            merged_into: string | null;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Incident Id */
            incident_id: string | null;
            /** Progress */
            progress: string;
            /** Cycle */
            cycle: number;
            /** Kind */
            kind: string;
            /** Topics */
            topics: components["schemas"]["TopicConfidence"][];
            /** Urgency */
            urgency: string;
            sentiment: components["schemas"]["Sentiment"];
            /** Confidence */
            confidence: number;
            /** Needs Review */
            needs_review: boolean;
            owner: components["schemas"]["PersonRef"] | null;
            team: components["schemas"]["TeamRef"] | null;
            /** Store Code */
            store_code: string | null;
            /** Channel */
            channel: string;
            /** Text */
            text: string;
            /** Rating */
            rating: number | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Assigned At */
            assigned_at: string | null;
            /** Accepted At */
            accepted_at: string | null;
            /** Version */
            version: number;
            versions: components["schemas"]["Versions"];
            /** Clocks */
            clocks: components["schemas"]["ClockView"][];
            /** Etag */
            etag: string;
            /** Moves */
            moves: string[];
            /**
             * Place
             * @enum {string}
             */
            place: "member" | "proposed";
            /** Similarity */
            similarity: number | null;
        };
        /**
         * IncidentRef
         * @description The incident a case belongs to, and who answers for it.
         */
        IncidentRef: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** State */
            state: string;
            owner: components["schemas"]["PersonRef"] | null;
        };
        /**
         * IncidentView
         * @description An incident. `scope` is where it happens: `store:…`, `campaign:…`, `region:…` or `all`.
         *
         *     `etag` is what If-Match takes; `moves` are legal now.
         */
        IncidentView: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** State */
            state: string;
            owner: components["schemas"]["PersonRef"] | null;
            /** Scope */
            scope: string;
            /** Topic */
            topic: string | null;
            burst: components["schemas"]["BurstView"] | null;
            counts: components["schemas"]["CountsView"];
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /**
             * First At
             * Format: date-time
             */
            first_at: string;
            /**
             * Last At
             * Format: date-time
             */
            last_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Reason */
            reason: string | null;
            /** Etag */
            etag: string;
            /** Moves */
            moves: string[];
        };
        /** JwksView */
        JwksView: {
            /** Keys */
            keys: {
                [key: string]: string;
            }[];
        };
        /**
         * LabelView
         * @description What a person said of a verdict; `text` is absent once its customer was erased.
         */
        LabelView: {
            /** Seq */
            seq: number;
            /** Case Id */
            case_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Staff Id */
            staff_id: string;
            /** Confirmed */
            confirmed: boolean;
            /** Held Back */
            held_back: boolean;
            /** Text */
            text: string | null;
            /** Before */
            before: {
                [key: string]: unknown;
            };
            /** After */
            after: {
                [key: string]: unknown;
            };
        };
        /**
         * LedgerRow
         * @description How many cases of a channel and reported store stand where.
         */
        LedgerRow: {
            /** Channel */
            channel: string | null;
            /** Store Code */
            store_code: string | null;
            /** Disposition */
            disposition: string;
            /** Progress */
            progress: string;
            /** Status */
            status: string;
            /** Cases */
            cases: number;
        };
        /**
         * LedgerView
         * @description Triage's side of the ledger. `open` and `closed` count live cases.
         */
        LedgerView: {
            /** Received */
            received: number;
            /** Dismissed */
            dismissed: number;
            /** Merged */
            merged: number;
            /** Open */
            open: number;
            /** Closed */
            closed: number;
            /** Rows */
            rows: components["schemas"]["LedgerRow"][];
        };
        /** LinkAcceptBody */
        LinkAcceptBody: {
            /** Token */
            token: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * LinkSeen
         * @description Whom a link is for, and by what it can be accepted.
         */
        LinkSeen: {
            /** Username */
            username: string;
            /** Name */
            name: string;
            /** Purpose */
            purpose: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * LinkView
         * @description A one-time link, shown once: hand it to the person by a way you trust.
         */
        LinkView: {
            /** Url */
            url: string;
            /** Username */
            username: string;
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "invitation" | "reset";
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * LiveView
         * @description What people said of a model's verdicts; only those drawn by lot speak for all of them.
         */
        LiveView: {
            all: components["schemas"]["CheckedView"];
            drawn: components["schemas"]["CheckedView"];
        };
        /** LookBody */
        LookBody: {
            /** Token */
            token: string;
        };
        /**
         * MeView
         * @description Who is signed in, where their work is, and what screens may offer them.
         */
        MeView: {
            /** Id */
            id: string;
            /** Username */
            username: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /** Teams */
            teams: components["schemas"]["TeamRef"][];
            /** Leads */
            leads: components["schemas"]["TeamRef"][];
            /** Stores */
            stores: string[];
            /**
             * Presence
             * @enum {string}
             */
            presence: "available" | "away";
            /** Capacity */
            capacity: number;
            /** Permissions */
            permissions: string[];
        };
        /**
         * MergeBody
         * @description The case to go on, and why the two are one.
         */
        MergeBody: {
            /**
             * Into
             * Format: uuid
             */
            into: string;
            /** Reason */
            reason: string;
        };
        /** MessageView */
        MessageView: {
            /** Seq */
            seq: number;
            /** Text */
            text: string;
            /**
             * Appended At
             * Format: date-time
             */
            appended_at: string;
            /** Kind */
            kind: string;
            /** Urgency */
            urgency: string;
            /** Small Talk */
            small_talk: boolean;
        };
        /**
         * MethodsView
         * @description How people may sign in here; `oidc` when a provider is configured.
         */
        MethodsView: {
            /**
             * Password
             * @default true
             */
            password?: boolean;
            oidc: components["schemas"]["ProviderView"] | null;
        };
        /**
         * ModelView
         * @description A model. `role` is active, previous, shadow, candidate or former.
         *
         *     `figures` are of the whole classifier's verdicts by this model, `compared` those by
         *     `compared_with` on the same texts: golden ones, and cases held back from training.
         */
        ModelView: {
            /** Version */
            version: string;
            /** Role */
            role: string;
            /** Trained At */
            trained_at: string | null;
            /** Trained By */
            trained_by: string | null;
            /** Activated At */
            activated_at: string | null;
            /** Labels */
            labels: number;
            /** Size */
            size: number;
            /** Figures */
            figures: {
                [key: string]: unknown;
            };
            /** Compared With */
            compared_with: string | null;
            /** Compared */
            compared: {
                [key: string]: unknown;
            };
            /** Worse */
            worse: components["schemas"]["WorseView"][];
        };
        /**
         * Noted
         * @description The same for every name: whether there is such a person is not told.
         */
        Noted: {
            /**
             * Status
             * @default noted
             * @constant
             */
            status?: "noted";
        };
        /**
         * NoticeChoice
         * @description By which ways, and what may come outside of the hours.
         *
         *     `is_default` may be repeated as it was read: then it stays so, if the choice is the default.
         */
        NoticeChoice: {
            /** Ways */
            ways: ("browser" | "wecom" | "email")[];
            /**
             * Any Time
             * @enum {string}
             */
            any_time: "never" | "critical" | "always";
            /**
             * Is Default
             * @default false
             */
            is_default?: boolean;
        };
        /**
         * NoticeHours
         * @description From `start` to `end` on ISO `weekdays`, in Shanghai; an end before it is on the next day.
         */
        NoticeHours: {
            /**
             * Start
             * @default 08:00
             */
            start?: string;
            /**
             * End
             * @default 22:00
             */
            end?: string;
            /**
             * Weekdays
             * @default [
             *       1,
             *       2,
             *       3,
             *       4,
             *       5,
             *       6,
             *       7
             *     ]
             */
            weekdays?: number[];
        };
        /**
         * NoticeSettingsBody
         * @description How one wants to be told; an occasion that is not named keeps its default, hours null is
         *     any time. Occasions may come as the list that is shown.
         */
        NoticeSettingsBody: {
            /**
             * Language
             * @default zh
             * @enum {string}
             */
            language?: "zh" | "en";
            hours: components["schemas"]["NoticeHours"] | null;
            /** Occasions */
            occasions?: {
                [key: string]: components["schemas"]["NoticeChoice"];
            };
        };
        /** NoticeSettingsView */
        NoticeSettingsView: {
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "en";
            hours: components["schemas"]["NoticeHours"] | null;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /** Occasions */
            occasions: components["schemas"]["OccasionView"][];
        };
        /**
         * NoticeView
         * @description One thing one was told; `path` leads on in the console, `pops` says it came within hours.
         */
        NoticeView: {
            /** Id */
            id: string;
            /** Occasion */
            occasion: string;
            /** Title */
            title: string;
            /** Lines */
            lines: string[];
            /** Path */
            path: string;
            /** Critical */
            critical: boolean;
            /** Pops */
            pops: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Read At */
            read_at: string | null;
            /** Pushes */
            pushes: components["schemas"]["PushView"][];
        };
        /**
         * NoticesView
         * @description A page of notices, newest first; `unread` counts all of one's own.
         */
        NoticesView: {
            /** Items */
            items: components["schemas"]["NoticeView"][];
            /** Next Cursor */
            next_cursor?: string | null;
            /** Unread */
            unread: number;
        };
        /**
         * OccasionView
         * @description What holds for one occasion; `is_default` until one has chosen.
         */
        OccasionView: {
            /** Ways */
            ways: ("browser" | "wecom" | "email")[];
            /**
             * Any Time
             * @enum {string}
             */
            any_time: "never" | "critical" | "always";
            /**
             * Is Default
             * @default false
             */
            is_default?: boolean;
            /** Key */
            key: string;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
        };
        /**
         * OpenBody
         * @description Cases of one matter, what it is called, and its owner: the caller when nobody is named.
         */
        OpenBody: {
            /** Title */
            title: string;
            /** Case Ids */
            case_ids: string[];
            /** Owner */
            owner?: string | null;
        };
        /**
         * OpenTaskView
         * @description A task that is still to be done, with what its case is; `etag` is the case's, to take it.
         */
        OpenTaskView: {
            /** Id */
            id: string;
            /** Case Id */
            case_id: string;
            /** Ticket No */
            ticket_no: string;
            /**
             * Urgency
             * @enum {string}
             */
            urgency: "low" | "normal" | "high" | "critical";
            /** Store Code */
            store_code: string | null;
            team: components["schemas"]["TeamRef"] | null;
            owner: components["schemas"]["PersonRef"] | null;
            /** Text */
            text: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Etag */
            etag: string;
        };
        /** OrderBody */
        OrderBody: {
            /** Ids */
            ids: string[];
        };
        /**
         * OverrideBody
         * @description Leave (请假), or other hours, of a person or of a team on the days from first to last.
         *
         *     A `leave` without hours takes the shifts that start on these days, with hours that part of
         *     each day; `work` puts its hours in place of the shifts that would start on these days.
         */
        OverrideBody: {
            /** Staff Id */
            staff_id?: string | null;
            /** Team Id */
            team_id?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "leave" | "work";
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Start */
            start?: string | null;
            /** End */
            end?: string | null;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /**
             * Note
             * @default
             */
            note?: string;
        };
        /** OverrideView */
        OverrideView: {
            /** Id */
            id: string;
            /** Staff Id */
            staff_id: string | null;
            /** Team Id */
            team_id: string | null;
            /** Kind */
            kind: string;
            /**
             * First Day
             * Format: date
             */
            first_day: string;
            /**
             * Last Day
             * Format: date
             */
            last_day: string;
            /** Start */
            start: string | null;
            /** End */
            end: string | null;
            /** Timezone */
            timezone: string;
            /** Note */
            note: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /** Page[ApiKeyView] */
        Page_ApiKeyView_: {
            /** Items */
            items: components["schemas"]["ApiKeyView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[AuditEntry] */
        Page_AuditEntry_: {
            /** Items */
            items: components["schemas"]["AuditEntry"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[CaseView] */
        Page_CaseView_: {
            /** Items */
            items: components["schemas"]["CaseView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[DuplicateView] */
        Page_DuplicateView_: {
            /** Items */
            items: components["schemas"]["DuplicateView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[FailingEvent] */
        Page_FailingEvent_: {
            /** Items */
            items: components["schemas"]["FailingEvent"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[IncidentView] */
        Page_IncidentView_: {
            /** Items */
            items: components["schemas"]["IncidentView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[LabelView] */
        Page_LabelView_: {
            /** Items */
            items: components["schemas"]["LabelView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[ModelView] */
        Page_ModelView_: {
            /** Items */
            items: components["schemas"]["ModelView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[OpenTaskView] */
        Page_OpenTaskView_: {
            /** Items */
            items: components["schemas"]["OpenTaskView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[OverrideView] */
        Page_OverrideView_: {
            /** Items */
            items: components["schemas"]["OverrideView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[RoutingRuleView] */
        Page_RoutingRuleView_: {
            /** Items */
            items: components["schemas"]["RoutingRuleView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[ShiftView] */
        Page_ShiftView_: {
            /** Items */
            items: components["schemas"]["ShiftView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[StaffView] */
        Page_StaffView_: {
            /** Items */
            items: components["schemas"]["StaffView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[TeamView] */
        Page_TeamView_: {
            /** Items */
            items: components["schemas"]["TeamView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[TopicView] */
        Page_TopicView_: {
            /** Items */
            items: components["schemas"]["TopicView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[TrainingRunView] */
        Page_TrainingRunView_: {
            /** Items */
            items: components["schemas"]["TrainingRunView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[WordView] */
        Page_WordView_: {
            /** Items */
            items: components["schemas"]["WordView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** PasswordBody */
        PasswordBody: {
            /**
             * Current Password
             * Format: password
             */
            current_password: string;
            /**
             * New Password
             * Format: password
             */
            new_password: string;
        };
        /** PasswordReset */
        PasswordReset: {
            /** Username */
            username: string;
            /** One Time Password */
            one_time_password: string;
        };
        /**
         * PersonLoad
         * @description What one person holds in the team. `load` of `capacity` counts all their teams' cases.
         */
        PersonLoad: {
            /**
             * Cases
             * @default 0
             */
            cases?: number;
            /**
             * Critical
             * @default 0
             */
            critical?: number;
            /**
             * Effort
             * @default 0
             */
            effort?: number;
            /**
             * Breached
             * @default 0
             */
            breached?: number;
            /**
             * At Risk
             * @default 0
             */
            at_risk?: number;
            /** Oldest Received At */
            oldest_received_at?: string | null;
            /** By Progress */
            by_progress?: {
                [key: string]: number;
            };
            person: components["schemas"]["PersonRef"];
            /**
             * Presence
             * @enum {string}
             */
            presence: "available" | "away" | "off_shift";
            /** Roles */
            roles: string[];
            /** Load */
            load: number;
            /** Capacity */
            capacity: number;
        };
        /** PersonRef */
        PersonRef: {
            /** Id */
            id: string;
            /** Username */
            username: string;
            /** Name */
            name: string;
        };
        /**
         * PersonWork
         * @description What one person was given, in how many shifts; `tasks` (协办) of the team are no effort.
         */
        PersonWork: {
            person: components["schemas"]["PersonRef"];
            /** Effort */
            effort: number;
            /** Shifts */
            shifts: number;
            /** Tasks */
            tasks: number;
        };
        /** PresenceBody */
        PresenceBody: {
            /**
             * Presence
             * @enum {string}
             */
            presence: "available" | "away";
        };
        /** ProviderView */
        ProviderView: {
            /** Name */
            name: string;
        };
        /**
         * PushView
         * @description What became of one way out; `held` waits until `until`, when the person's hours begin.
         */
        PushView: {
            /**
             * Way
             * @enum {string}
             */
            way: "wecom" | "email";
            /**
             * State
             * @enum {string}
             */
            state: "held" | "released" | "delivered" | "failed" | "unknown" | "expired" | "dropped";
            /** Reason */
            reason: string | null;
            /** Until */
            until: string | null;
        };
        /**
         * QueueView
         * @description How long a queue is; `more` says that counting stopped at `cases`.
         */
        QueueView: {
            /** Queue */
            queue: string;
            /** Cases */
            cases: number;
            /** Critical */
            critical: number;
            /** More */
            more: boolean;
        };
        /** QueuesView */
        QueuesView: {
            /** Items */
            items: components["schemas"]["QueueView"][];
        };
        /**
         * ReadBody
         * @description Which of one's own notices one has read; without ids, all of them.
         */
        ReadBody: {
            /** Ids */
            ids?: string[] | null;
        };
        /**
         * RefGiven
         * @description A person or a team as views show it; only its id counts here.
         */
        RefGiven: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name?: string | null;
            /** Username */
            username?: string | null;
        };
        /** RejectBody */
        RejectBody: {
            /** Reason */
            reason?: string | null;
        };
        /**
         * RelatedCase
         * @description A case like another; `likeness` is the share of telling words they have in common.
         */
        RelatedCase: {
            /** Id */
            id: string;
            /** Feedback Id */
            feedback_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Status */
            status: string;
            /** Disposition */
            disposition: string;
            /** Disposition Reason */
            disposition_reason: string | null;
            /** Merged Into */
            merged_into: string | null;
            /** Duplicate Of */
            duplicate_of: string | null;
            /** Incident Id */
            incident_id: string | null;
            /** Progress */
            progress: string;
            /** Cycle */
            cycle: number;
            /** Kind */
            kind: string;
            /** Topics */
            topics: components["schemas"]["TopicConfidence"][];
            /** Urgency */
            urgency: string;
            sentiment: components["schemas"]["Sentiment"];
            /** Confidence */
            confidence: number;
            /** Needs Review */
            needs_review: boolean;
            owner: components["schemas"]["PersonRef"] | null;
            team: components["schemas"]["TeamRef"] | null;
            /** Store Code */
            store_code: string | null;
            /** Channel */
            channel: string;
            /** Text */
            text: string;
            /** Rating */
            rating: number | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Assigned At */
            assigned_at: string | null;
            /** Accepted At */
            accepted_at: string | null;
            /** Version */
            version: number;
            versions: components["schemas"]["Versions"];
            /** Clocks */
            clocks: components["schemas"]["ClockView"][];
            /** Etag */
            etag: string;
            /** Moves */
            moves: string[];
            /** Likeness */
            likeness: number;
        };
        /**
         * RelatedView
         * @description Beside a case: what the same customer said, and cases like it, within reach.
         */
        RelatedView: {
            /** Customer */
            customer: string | null;
            /** Same Customer */
            same_customer: components["schemas"]["CaseView"][];
            /** Similar */
            similar: components["schemas"]["RelatedCase"][];
        };
        /** Replayed */
        Replayed: {
            /** Id */
            id: string;
            /**
             * Status
             * @default pending
             */
            status?: string;
        };
        /**
         * RoutingRuleBody
         * @description Without `position` the rule comes after all others; assisting teams are proposed (协办).
         */
        RoutingRuleBody: {
            /** Name */
            name: string;
            conditions: components["schemas"]["Conditions"];
            /**
             * Team Id
             * Format: uuid
             */
            team_id: string;
            /** Assist Team Ids */
            assist_team_ids?: string[];
            /** Position */
            position?: number | null;
            /**
             * Active
             * @default true
             */
            active?: boolean;
        };
        /** RoutingRulePatch */
        RoutingRulePatch: {
            /** Name */
            name?: string;
            conditions?: components["schemas"]["Conditions"];
            /**
             * Team Id
             * Format: uuid
             */
            team_id?: string;
            /** Assist Team Ids */
            assist_team_ids?: string[];
            /** Position */
            position?: number;
            /** Active */
            active?: boolean;
        };
        /** RoutingRuleView */
        RoutingRuleView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Position */
            position: number;
            conditions: components["schemas"]["Conditions"];
            /** Team Id */
            team_id: string;
            /** Assist Team Ids */
            assist_team_ids: string[];
            /** Active */
            active: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * RuleDraft
         * @description A rule to be tried; nothing of it is kept.
         */
        RuleDraft: {
            /** Name */
            name: string;
            conditions: components["schemas"]["Conditions"];
            /**
             * Team Id
             * Format: uuid
             */
            team_id: string;
        };
        /** RuleOrder */
        RuleOrder: {
            /** Items */
            items: components["schemas"]["RoutingRuleView"][];
        };
        /** Sentiment */
        Sentiment: {
            /**
             * Label
             * @enum {string}
             */
            label: "negative" | "neutral" | "positive";
            /** Score */
            score: number;
        };
        /** SessionList */
        SessionList: {
            /** Items */
            items: components["schemas"]["SessionView"][];
        };
        /**
         * SessionView
         * @description A sign-in that can still be carried on; `via` is password, invitation, reset or oidc.
         */
        SessionView: {
            /** Id */
            id: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Via */
            via: string;
            /** Device */
            device: string | null;
            /** Current */
            current: boolean;
        };
        /** ShadowDifferenceView */
        ShadowDifferenceView: {
            /** Case Id */
            case_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Active */
            active: {
                [key: string]: unknown;
            };
            /** Candidate */
            candidate: {
                [key: string]: unknown;
            };
        };
        /**
         * ShadowView
         * @description How a candidate judged what the active model judged, on live cases.
         */
        ShadowView: {
            /** Version */
            version: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Started By */
            started_by: string;
            /** Stopped At */
            stopped_at: string | null;
            /** Judged */
            judged: number;
            /** Kind Differs */
            kind_differs: number;
            /** Topics Differ */
            topics_differ: number;
            /** Urgency Differs */
            urgency_differs: number;
            /** Team Differs */
            team_differs: number;
            /**
             * Differences
             * @default []
             */
            differences?: components["schemas"]["ShadowDifferenceView"][];
        };
        /**
         * ShiftBody
         * @description A weekly shift of a person or of a team; an `end` not after its `start` is the next day's.
         */
        ShiftBody: {
            /** Staff Id */
            staff_id?: string | null;
            /** Team Id */
            team_id?: string | null;
            /**
             * Weekdays
             * @description ISO weekdays the shift starts on, 1 Monday.
             */
            weekdays: number[];
            /**
             * Start
             * @description HH:MM; 24:00 is the midnight that ends the day.
             * @example 09:00
             */
            start: string;
            /**
             * End
             * @description HH:MM; 24:00 is the midnight that ends the day.
             * @example 09:00
             */
            end: string;
            /** Valid From */
            valid_from?: string | null;
            /** Valid To */
            valid_to?: string | null;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
        };
        /** ShiftPatch */
        ShiftPatch: {
            /**
             * Weekdays
             * @description ISO weekdays the shift starts on, 1 Monday.
             */
            weekdays?: number[];
            /**
             * Start
             * @description HH:MM; 24:00 is the midnight that ends the day.
             * @example 09:00
             */
            start?: string;
            /**
             * End
             * @description HH:MM; 24:00 is the midnight that ends the day.
             * @example 09:00
             */
            end?: string;
            /** Valid From */
            valid_from?: string | null;
            /** Valid To */
            valid_to?: string | null;
            /** Timezone */
            timezone?: string;
        };
        /**
         * ShiftSpread
         * @description Of one shift: those at work who were given nothing count too. Without a day: off shift.
         */
        ShiftSpread: {
            /** People */
            people: number;
            /** Effort */
            effort: number;
            /** Least */
            least: number;
            /** Most */
            most: number;
            /** Mean */
            mean: number;
            /** Deviation */
            deviation: number;
            /** Evenness */
            evenness: number;
            /** Day */
            day: string | null;
            /** Start */
            start: string | null;
            /** End */
            end: string | null;
            /** Cases */
            cases: number;
        };
        /** ShiftView */
        ShiftView: {
            /** Id */
            id: string;
            /** Staff Id */
            staff_id: string | null;
            /** Team Id */
            team_id: string | null;
            /** Weekdays */
            weekdays: number[];
            /** Start */
            start: string;
            /** End */
            end: string;
            /** Valid From */
            valid_from: string | null;
            /** Valid To */
            valid_to: string | null;
            /** Timezone */
            timezone: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * SignInBody
         * @description `new_password` replaces the password, which the answer 403 asks for after a reset.
         */
        SignInBody: {
            /** Username */
            username: string;
            /**
             * Password
             * Format: password
             */
            password: string;
            /** New Password */
            new_password?: string | null;
        };
        /**
         * SplitBody
         * @description The cases that go on alone, all when none is named, and why.
         */
        SplitBody: {
            /** Case Ids */
            case_ids?: string[] | null;
            /** Reason */
            reason?: string | null;
        };
        /**
         * StaffAdded
         * @description `one_time_password` is shown here only, and must be replaced at the first sign-in.
         */
        StaffAdded: {
            /** Id */
            id: string;
            /** Username */
            username: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /** Teams */
            teams: components["schemas"]["TeamRef"][];
            /** Leads */
            leads: components["schemas"]["TeamRef"][];
            /** Stores */
            stores: string[];
            /** Skills */
            skills: string[];
            /** Active */
            active: boolean;
            /** Away */
            away: boolean;
            /** Capacity */
            capacity: number;
            /** Must Change Password */
            must_change_password: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** One Time Password */
            one_time_password?: string | null;
        };
        /**
         * StaffBody
         * @description A new person. Without `password` a one-time password is made and shown once.
         */
        StaffBody: {
            /** Username */
            username: string;
            /** Name */
            name: string;
            /** Roles */
            roles: ("agent" | "lead" | "manager" | "store_manager" | "admin" | "auditor")[];
            /** Teams */
            teams?: string[];
            /** Stores */
            stores?: string[];
            /** Skills */
            skills?: string[];
            /**
             * Capacity
             * @description Open effort the person may own.
             * @default 20
             */
            capacity?: number;
            /** Password */
            password?: string | null;
            /**
             * Must Change Password
             * @default true
             */
            must_change_password?: boolean;
        };
        /** StaffPatch */
        StaffPatch: {
            /** Name */
            name?: string;
            /** Roles */
            roles?: ("agent" | "lead" | "manager" | "store_manager" | "admin" | "auditor")[];
            /** Teams */
            teams?: string[];
            /** Stores */
            stores?: string[];
            /** Skills */
            skills?: string[];
            /** Active */
            active?: boolean;
            /** Away */
            away?: boolean;
            /**
             * Capacity
             * @description Open effort the person may own.
             */
            capacity?: number;
        };
        /**
         * StaffView
         * @description A person; `teams` give them cases, `leads` are the teams they lead.
         */
        StaffView: {
            /** Id */
            id: string;
            /** Username */
            username: string;
            /** Name */
            name: string;
            /** Roles */
            roles: string[];
            /** Teams */
            teams: components["schemas"]["TeamRef"][];
            /** Leads */
            leads: components["schemas"]["TeamRef"][];
            /** Stores */
            stores: string[];
            /** Skills */
            skills: string[];
            /** Active */
            active: boolean;
            /** Away */
            away: boolean;
            /** Capacity */
            capacity: number;
            /** Must Change Password */
            must_change_password: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * StartBody
         * @description Where to go after signing in, and the invitation that is to be accepted by it.
         */
        StartBody: {
            /**
             * Return To
             * @default /console/
             */
            return_to?: string;
            /** Invitation */
            invitation?: string | null;
        };
        /**
         * StartView
         * @description Where the browser goes next.
         */
        StartView: {
            /** Url */
            url: string;
        };
        /**
         * TaskBody
         * @description A part of the work for another team, by id.
         */
        TaskBody: {
            /**
             * Team
             * Format: uuid
             */
            team: string;
            /** Text */
            text: string;
        };
        /**
         * TaskView
         * @description A 协办 task; `is_done` as followup last said.
         */
        TaskView: {
            /** Id */
            id: string;
            team: components["schemas"]["TeamRef"] | null;
            owner: components["schemas"]["PersonRef"] | null;
            /** Text */
            text: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Is Done */
            is_done: boolean;
        };
        /**
         * TeamBoard
         * @description A team's people with what they hold, what waits for nobody, and what others hold of it.
         */
        TeamBoard: {
            team: components["schemas"]["TeamRef"] | null;
            unassigned: components["schemas"]["HeldView"];
            elsewhere: components["schemas"]["HeldView"];
            /** People */
            people: components["schemas"]["PersonLoad"][];
        };
        /** TeamBody */
        TeamBody: {
            /** Name */
            name: string;
            /**
             * Leads
             * @default []
             */
            leads?: string[];
            /**
             * Members
             * @default []
             */
            members?: string[];
            /**
             * Strategy
             * @default least_effort
             * @enum {string}
             */
            strategy?: "least_effort" | "round_robin" | "store_owner" | "pull_only";
            /**
             * Hourly Cap
             * @description Cases one person is given in an hour at most.
             */
            hourly_cap?: number | null;
            /**
             * Sticky Days
             * @description A customer's new case goes to who has their open one of so many days.
             */
            sticky_days?: number | null;
            /**
             * Lapse Minutes
             * @description Working time after which untouched work goes back to the queue.
             */
            lapse_minutes?: number | null;
        };
        /** TeamPatch */
        TeamPatch: {
            /** Name */
            name?: string;
            /** Leads */
            leads?: string[];
            /** Members */
            members?: string[];
            /**
             * Strategy
             * @enum {string}
             */
            strategy?: "least_effort" | "round_robin" | "store_owner" | "pull_only";
            /**
             * Hourly Cap
             * @description Cases one person is given in an hour at most.
             */
            hourly_cap?: number | null;
            /**
             * Sticky Days
             * @description A customer's new case goes to who has their open one of so many days.
             */
            sticky_days?: number | null;
            /**
             * Lapse Minutes
             * @description Working time after which untouched work goes back to the queue.
             */
            lapse_minutes?: number | null;
            /** Active */
            active?: boolean;
        };
        /** TeamRef */
        TeamRef: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * TeamView
         * @description A team with its active people.
         */
        TeamView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Strategy */
            strategy: string;
            /** Hourly Cap */
            hourly_cap: number | null;
            /** Sticky Days */
            sticky_days: number | null;
            /** Lapse Minutes */
            lapse_minutes: number | null;
            /** Active */
            active: boolean;
            /** Leads */
            leads: components["schemas"]["PersonRef"][];
            /** Members */
            members: components["schemas"]["PersonRef"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * ThresholdView
         * @description From which probability on a topic goes without review; None until enough was checked.
         *
         *     `coverage` is the share of verdicts above it, `precision` how many of those were right.
         */
        ThresholdView: {
            /** Topic */
            topic: string;
            /** Assign */
            assign: number | null;
            /** Coverage */
            coverage: number;
            /** Precision */
            precision: number | null;
            /** Rows */
            rows: number;
        };
        /**
         * TokenView
         * @description An access token; `expires_in` is in seconds. The refresh token is in the cookie.
         */
        TokenView: {
            /** Access Token */
            access_token: string;
            /**
             * Token Type
             * @default Bearer
             * @constant
             */
            token_type?: "Bearer";
            /** Expires In */
            expires_in: number;
        };
        /** TopicBody */
        TopicBody: {
            /** Code */
            code: string;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
            /** Parent */
            parent?: string | null;
            /** Default Team Id */
            default_team_id?: string | null;
            /**
             * Skills
             * @default []
             */
            skills?: string[];
        };
        /** TopicConfidence */
        TopicConfidence: {
            /** Code */
            code: string;
            /** Confidence */
            confidence: number;
        };
        /**
         * TopicGiven
         * @description A topic as verdicts show it; only its code counts here.
         */
        TopicGiven: {
            /** Code */
            code: string;
            /** Confidence */
            confidence?: number | null;
        };
        /** TopicPatch */
        TopicPatch: {
            /** Name Zh */
            name_zh?: string;
            /** Name En */
            name_en?: string;
            /** Parent */
            parent?: string | null;
            /** Default Team Id */
            default_team_id?: string | null;
            /** Skills */
            skills?: string[];
            /** Active */
            active?: boolean;
            /** Position */
            position?: number;
        };
        /**
         * TopicView
         * @description A topic; without a team of its own it goes to its parent's.
         */
        TopicView: {
            /** Code */
            code: string;
            /** Name Zh */
            name_zh: string;
            /** Name En */
            name_en: string;
            /** Parent */
            parent: string | null;
            /** Default Team Id */
            default_team_id: string | null;
            /** Skills */
            skills: string[];
            /** Active */
            active: boolean;
            /** Position */
            position: number;
        };
        /**
         * TrainingRunView
         * @description A training: `state` is queued, running, finished or failed, `done` the share done.
         */
        TrainingRunView: {
            /** Id */
            id: string;
            /** State */
            state: string;
            /** Stage */
            stage: string;
            /** Done */
            done: number;
            /** Requested By */
            requested_by: string;
            /**
             * Requested At
             * Format: date-time
             */
            requested_at: string;
            /** Started At */
            started_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Attempts */
            attempts: number;
            /** Labels */
            labels: number;
            /** Version */
            version: string | null;
            /** Error */
            error: string | null;
        };
        /**
         * TransferBody
         * @description Whom the case is for: exactly one of a person and a team, by id.
         */
        TransferBody: {
            /** To Staff */
            to_staff?: string | null;
            /** To Team */
            to_team?: string | null;
            /** Reason */
            reason: string;
        };
        /**
         * Undo
         * @description A body to be sent to the same route that takes back what was done.
         */
        Undo: {
            /**
             * Action
             * @default restore
             * @constant
             */
            action?: "restore";
            /** Items */
            items: components["schemas"]["BulkItem"][];
        };
        /** UnreadView */
        UnreadView: {
            /** Unread */
            unread: number;
        };
        /** VerdictView */
        VerdictView: {
            /** Kind */
            kind: string;
            /** Topics */
            topics: components["schemas"]["TopicConfidence"][];
            sentiment: components["schemas"]["Sentiment"];
            /** Urgency */
            urgency: string;
            /** Confidence */
            confidence: number;
            /** Evidence */
            evidence: components["schemas"]["EvidenceSpan"][];
            /** Aspects */
            aspects: components["schemas"]["AspectView"][];
            /** Model Version */
            model_version: string;
        };
        /** Versions */
        Versions: {
            /** Triage */
            triage: number;
            /** Followup */
            followup: number;
        };
        /**
         * WordBody
         * @description What to know of a word.
         *
         *     `about`, `bad` and `good` speak of a topic; `polarity` (-2 to 2) and `degree` (0.5 to 2) weigh
         *     feelings; `suggestion`, `inquiry`, `demand`, `thanks` and `spam` (0.5 to 3) tell what the writer
         *     wants; `high` and `critical` raise the urgency and name the topic of the danger; `name` is only
         *     one word; `ignore` takes back what the lexicon says of it, dangers excepted.
         */
        WordBody: {
            /** Word */
            word: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "about" | "bad" | "good" | "polarity" | "degree" | "negation" | "turn" | "suggestion" | "inquiry" | "demand" | "thanks" | "spam" | "high" | "critical" | "name" | "ignore";
            /** Topic */
            topic?: string | null;
            /** Strength */
            strength?: number | null;
            /** Note */
            note?: string | null;
        };
        /** WordPatch */
        WordPatch: {
            /**
             * Kind
             * @enum {string}
             */
            kind?: "about" | "bad" | "good" | "polarity" | "degree" | "negation" | "turn" | "suggestion" | "inquiry" | "demand" | "thanks" | "spam" | "high" | "critical" | "name" | "ignore";
            /** Topic */
            topic?: string | null;
            /** Strength */
            strength?: number | null;
            /** Note */
            note?: string | null;
        };
        /** WordView */
        WordView: {
            /** Id */
            id: string;
            /** Word */
            word: string;
            /** Kind */
            kind: string;
            /** Topic */
            topic: string | null;
            /** Strength */
            strength: number | null;
            /** Note */
            note: string | null;
            /** Added By */
            added_by: string;
            /**
             * Added At
             * Format: date-time
             */
            added_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
        };
        /**
         * WorseView
         * @description A figure by which a model falls behind the one it was compared with, on which texts.
         */
        WorseView: {
            /** Texts */
            texts: string;
            /** Figure */
            figure: string;
            /** Candidate */
            candidate: number;
            /** Active */
            active: number;
        };
        /**
         * Problem
         * @description RFC 9457 problem details; Chinese or English by Accept-Language.
         */
        Problem: {
            /** @example urn:huiyin:problem:not-found */
            type: string;
            title: string;
            status: number;
            detail: string;
            errors: {
                /** @example /customer/phone */
                pointer: string;
                detail: string;
            }[];
        };
        /** StaffPatchAsRead */
        StaffPatchAsRead: {
            /** Name */
            name?: string;
            /** Roles */
            roles?: ("agent" | "lead" | "manager" | "store_manager" | "admin" | "auditor")[];
            /** Teams */
            teams?: string[];
            /** Stores */
            stores?: string[];
            /** Skills */
            skills?: string[];
            /** Active */
            active?: boolean;
            /** Away */
            away?: boolean;
            /**
             * Capacity
             * @description Open effort the person may own.
             */
            capacity?: number;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Id */
            readonly id?: string;
            /** Leads */
            readonly leads?: components["schemas"]["TeamRef"][];
            /** Must Change Password */
            readonly must_change_password?: boolean;
            /** Username */
            readonly username?: string;
        };
        /** TeamPatchAsRead */
        TeamPatchAsRead: {
            /** Name */
            name?: string;
            /** Leads */
            leads?: string[];
            /** Members */
            members?: string[];
            /**
             * Strategy
             * @enum {string}
             */
            strategy?: "least_effort" | "round_robin" | "store_owner" | "pull_only";
            /**
             * Hourly Cap
             * @description Cases one person is given in an hour at most.
             */
            hourly_cap?: number | null;
            /**
             * Sticky Days
             * @description A customer's new case goes to who has their open one of so many days.
             */
            sticky_days?: number | null;
            /**
             * Lapse Minutes
             * @description Working time after which untouched work goes back to the queue.
             */
            lapse_minutes?: number | null;
            /** Active */
            active?: boolean;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Id */
            readonly id?: string;
        };
        /** TopicPatchAsRead */
        TopicPatchAsRead: {
            /** Name Zh */
            name_zh?: string;
            /** Name En */
            name_en?: string;
            /** Parent */
            parent?: string | null;
            /** Default Team Id */
            default_team_id?: string | null;
            /** Skills */
            skills?: string[];
            /** Active */
            active?: boolean;
            /** Position */
            position?: number;
            /** Code */
            readonly code?: string;
        };
        /** EffortsBodyAsRead */
        EffortsBodyAsRead: {
            /** Items */
            items: components["schemas"]["EffortGiven"][];
            /**
             * Default
             * @default 1
             */
            readonly default?: number;
        };
        /** ShiftPatchAsRead */
        ShiftPatchAsRead: {
            /**
             * Weekdays
             * @description ISO weekdays the shift starts on, 1 Monday.
             */
            weekdays?: number[];
            /**
             * Start
             * @description HH:MM; 24:00 is the midnight that ends the day.
             * @example 09:00
             */
            start?: string;
            /**
             * End
             * @description HH:MM; 24:00 is the midnight that ends the day.
             * @example 09:00
             */
            end?: string;
            /** Valid From */
            valid_from?: string | null;
            /** Valid To */
            valid_to?: string | null;
            /** Timezone */
            timezone?: string;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Id */
            readonly id?: string;
            /** Staff Id */
            readonly staff_id?: string | null;
            /** Team Id */
            readonly team_id?: string | null;
        };
        /** RoutingRulePatchAsRead */
        RoutingRulePatchAsRead: {
            /** Name */
            name?: string;
            conditions?: components["schemas"]["Conditions"];
            /**
             * Team Id
             * Format: uuid
             */
            team_id?: string;
            /** Assist Team Ids */
            assist_team_ids?: string[];
            /** Position */
            position?: number;
            /** Active */
            active?: boolean;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Id */
            readonly id?: string;
        };
        /**
         * FilterBodyAsRead
         * @description A name, and what the console's address holds after `?`.
         */
        FilterBodyAsRead: {
            /** Name */
            name: string;
            /** Query */
            query: string;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Id */
            readonly id?: string;
        };
        /**
         * NoticeSettingsBodyAsRead
         * @description How one wants to be told; an occasion that is not named keeps its default, hours null is
         *     any time. Occasions may come as the list that is shown.
         */
        NoticeSettingsBodyAsRead: {
            /**
             * Language
             * @default zh
             * @enum {string}
             */
            language?: "zh" | "en";
            hours: components["schemas"]["NoticeHours"] | null;
            /** Occasions */
            occasions?: {
                [key: string]: components["schemas"]["NoticeChoice"];
            };
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            readonly timezone?: string;
        };
        /** WordPatchAsRead */
        WordPatchAsRead: {
            /**
             * Kind
             * @enum {string}
             */
            kind?: "about" | "bad" | "good" | "polarity" | "degree" | "negation" | "turn" | "suggestion" | "inquiry" | "demand" | "thanks" | "spam" | "high" | "critical" | "name" | "ignore";
            /** Topic */
            topic?: string | null;
            /** Strength */
            strength?: number | null;
            /** Note */
            note?: string | null;
            /**
             * Added At
             * Format: date-time
             */
            readonly added_at?: string;
            /** Added By */
            readonly added_by?: string;
            /**
             * Changed At
             * Format: date-time
             */
            readonly changed_at?: string;
            /** Id */
            readonly id?: string;
            /** Word */
            readonly word?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                huiyin_refresh?: string | null;
            };
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                huiyin_refresh?: string | null;
            };
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    published_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JwksView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    oneself: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_by_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_forgotten: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForgottenList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgottenBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Noted"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkSeen"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkAcceptBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                huiyin_refresh?: string | null;
            };
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_sessions_of: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_identities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    link_identity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlink_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
                identity_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MethodsView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_at_provider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    back_from_provider: {
        parameters: {
            query?: {
                code?: string | null;
                state?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: {
                huiyin_oidc?: string | null;
            };
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_staff: {
        parameters: {
            query?: {
                role?: ("agent" | "lead" | "manager" | "store_manager" | "admin" | "auditor") | null;
                team_id?: string | null;
                active?: boolean | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_StaffView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_staff: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StaffBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffAdded"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_staff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_staff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StaffPatchAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordReset"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_away: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AwayBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_api_keys: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ApiKeyView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyAdded"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_teams: {
        parameters: {
            query?: {
                active?: boolean | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TeamView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamPatchAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_topics: {
        parameters: {
            query?: {
                active?: boolean | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TopicView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_topic: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopicBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_topic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_topic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopicPatchAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_efforts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffortsView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_efforts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EffortsBodyAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffortsView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_shifts: {
        parameters: {
            query?: {
                staff_id?: string | null;
                team_id?: string | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ShiftView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_shift: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShiftBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShiftView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_shift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShiftView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_shift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_shift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShiftPatchAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShiftView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_shift_overrides: {
        parameters: {
            query?: {
                staff_id?: string | null;
                team_id?: string | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OverrideView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_shift_override: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverrideBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverrideView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_shift_override: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                override_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_routing_rules: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RoutingRuleView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_routing_rule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoutingRuleBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingRuleView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_routing_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingRuleView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_routing_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_routing_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoutingRulePatchAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoutingRuleView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    order_routing_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleOrder"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_routing_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DryRunBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRunView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_customer_tags: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's handle. */
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerTags"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tag_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The customer's handle. */
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerTags"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerTags"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertsView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_fairness: {
        parameters: {
            query?: {
                /** @description Absent: a week ago. */
                since?: string | null;
                /** @description Absent: now. */
                until?: string | null;
            };
            header?: never;
            path: {
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FairnessView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_presence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PresenceBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_filters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FiltersView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    save_filter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilterBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filter_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filter_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilterBodyAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilterView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                filter_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_notices: {
        parameters: {
            query?: {
                unread?: boolean;
                language?: ("zh" | "en") | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticesView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_notices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_notice_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeSettingsView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_notice_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticeSettingsBodyAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeSettingsView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    move_many: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    queue: {
        parameters: {
            query?: {
                /** @description Absent: all cases within reach. */
                queue?: ("mine" | "team" | "unassigned" | "review") | null;
                /** @description A topic, its leaves with it. */
                topic?: string | null;
                urgency?: ("low" | "normal" | "high" | "critical") | null;
                /** @description Where the case is routed to. */
                store_code?: string | null;
                /** @description A staff id. */
                owner?: string | null;
                /** @description A team's id. */
                team?: string | null;
                /** @description A customer's handle, as intake finds it. */
                customer?: string | null;
                /** @description `open`: work is left. `done`: answered, closed, dismissed or merged. */
                state?: ("open" | "done") | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CaseView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    one_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullCaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_next: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description No case waits for an owner. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decline: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeclineBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    correct: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dismiss: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DismissBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    merge: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tasks: {
        parameters: {
            query?: {
                /** @description Absent: all tasks within reach. */
                queue?: ("mine" | "team" | "unassigned") | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_OpenTaskView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
                /** @description The task's id. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    count_queues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuesView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_board: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_related: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_incidents: {
        parameters: {
            query?: {
                /** @description Absent: all of them. */
                state?: ("proposed" | "accepted" | "rejected" | "split") | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_IncidentView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_incident: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullIncidentView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_incident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The incident's id. */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullIncidentView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_incident: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The incident's id. */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcceptBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullIncidentView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject_incident: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The incident's id. */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RejectBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullIncidentView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_cases: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The incident's id. */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CasesBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullIncidentView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    split_incident: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The incident's id. */
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SplitBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullIncidentView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_duplicates: {
        parameters: {
            query?: {
                /** @description Proposals with this case. */
                case_id?: string | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DuplicateView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_duplicate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The proposal's id. */
                duplicate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DuplicateView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_duplicate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The proposal's id. */
                duplicate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DuplicateView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject_duplicate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The proposal's id. */
                duplicate_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DuplicateView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search: {
        parameters: {
            query: {
                /** @description Words, a ticket number or the number of an order. */
                q: string;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CaseView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    classify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClassifyBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerdictView"] | components["schemas"]["VerdictView"][];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ledger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_words: {
        parameters: {
            query?: {
                word?: string | null;
                kind?: ("about" | "bad" | "good" | "polarity" | "degree" | "negation" | "turn" | "suggestion" | "inquiry" | "demand" | "thanks" | "spam" | "high" | "critical" | "name" | "ignore") | null;
                topic?: string | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_WordView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_word: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WordBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_word: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_word: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_word: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WordPatchAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    train_model: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRunView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_training_runs: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TrainingRunView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_training_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingRunView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ModelView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model's version, or `shipped`. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullModelView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    activate_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model's version, or `shipped`. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ActivateBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullModelView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_shadow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model's version, or `shipped`. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_shadow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A model's version, or `shipped`. */
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowView"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_labels: {
        parameters: {
            query?: {
                case_id?: string | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_LabelView_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_parked_events: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FailingEvent_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay_parked_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_audit_entries: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
                action?: string | null;
                subject?: string | null;
                actor?: string | null;
                since?: string | null;
                until?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEntry_"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_audit_log: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_text: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream: {
        parameters: {
            query?: {
                /** @description End once all that was missed is told: for who cannot hold a stream open. */
                poll?: "true" | null;
            };
            header?: {
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: case
                     *     id: 1-4711
                     *     data: {"id": "0193…", "version": 3}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
