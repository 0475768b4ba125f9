// Made of the OpenAPI document by `make console-types`. Do not edit.
export interface paths {
    "/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cases
         * @description List the cases within reach, newest first.
         */
        get: operations["list_cases"];
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
         * Read Case
         * @description Show one case with its timeline and ETag.
         */
        get: operations["read_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Case
         * @description Begin work; from `assigned`, by the owner, a lead of the team or a manager.
         */
        post: operations["start_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note On Case
         * @description Add words for colleagues, whom `@username` names; the customer never sees them.
         */
        post: operations["note_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Customer
         * @description Ask the customer and wait for the answer; the resolution clock pauses.
         */
        post: operations["ask_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve Case
         * @description Give the case its result; the customer is told and asked whether it is solved.
         */
        post: operations["resolve_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reopen Case
         * @description Start the next cycle of an answered case.
         */
        post: operations["reopen_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Case
         * @description Close an answered case without waiting for the customer.
         */
        post: operations["close_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/tasks/{task_id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Task
         * @description Mark a 协办 task done, by its owner, a lead of its team or a manager.
         */
        post: operations["finish_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/surveys/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer Survey
         * @description Answer a survey; the last answer within 24 h of the first counts, all are kept.
         */
        post: operations["answer_survey"];
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
         * Read Ledger
         * @description Count every case once, per channel and reported store, by shown status.
         */
        get: operations["read_ledger"];
        put?: never;
        post?: never;
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
         * Read Incident
         * @description Show an accepted incident with its cases within reach, and its ETag.
         */
        get: operations["read_incident"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{incident_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve Incident
         * @description Give all its cases one result, by its owner or a manager; each customer is told.
         *
         *     The cases follow one by one; `outcome` says what became of each.
         */
        post: operations["resolve_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/survey-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Survey Settings
         * @description List how each top topic is asked about, and each that has a setting of its own.
         *
         *     The first, without a topic, is for all others.
         */
        get: operations["list_survey_settings"];
        put?: never;
        /**
         * Add Survey Setting
         * @description Say how a topic is asked about.
         */
        post: operations["add_survey_setting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/survey-settings/{setting_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Survey Setting
         * @description Show how a topic is asked about.
         */
        get: operations["read_survey_setting"];
        /**
         * Change Survey Setting
         * @description Replace how a topic is asked about; surveys that are planned keep their time.
         */
        put: operations["change_survey_setting"];
        post?: never;
        /**
         * Remove Survey Setting
         * @description Ask about a topic as about all others.
         */
        delete: operations["remove_survey_setting"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/survey-guard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Survey Guard
         * @description Show what makes an answer one that no figure counts.
         */
        get: operations["read_survey_guard"];
        /**
         * Change Survey Guard
         * @description Say what makes an answer one that no figure counts; past answers stay as they are.
         */
        put: operations["change_survey_guard"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/survey-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Survey Providers
         * @description List the vendors that may send answers; never their secrets.
         */
        get: operations["list_survey_providers"];
        put?: never;
        /**
         * Add Survey Provider
         * @description Let a vendor send answers, signed with the secret given here.
         */
        post: operations["add_survey_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/survey-providers/{provider_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Survey Provider
         * @description Show a vendor.
         */
        get: operations["read_survey_provider"];
        /**
         * Change Survey Provider
         * @description Replace a vendor; without a secret the one held stays.
         */
        put: operations["change_survey_provider"];
        post?: never;
        /**
         * Remove Survey Provider
         * @description Refuse what a vendor sends from now on.
         */
        delete: operations["remove_survey_provider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/surveys/callbacks/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Survey Callback
         * @description Take a vendor's signed answer (Standard Webhooks), JSON mapped as its provider says.
         *
         *     A repetition changes nothing.
         */
        post: operations["take_survey_callback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/call-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Call Tasks
         * @description List results that reached nobody, within reach, longest waiting first.
         */
        get: operations["list_call_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/call-tasks/{call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Call Task
         * @description Show one call task.
         */
        get: operations["read_call_task"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/call-tasks/{call_id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Call Task
         * @description Keep what came of a call; who was reached has been told, who was not stays on the list.
         */
        post: operations["finish_call_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Rows
         * @description List what a figure counts, one by one; `total` equals the figure. CSV and XLSX by Accept.
         */
        get: operations["read_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Overview
         * @description Show volume, times, promises, satisfaction and the backlog. CSV and XLSX by `Accept`.
         */
        get: operations["report_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Stores
         * @description Compare stores. CSV and XLSX by `Accept`.
         */
        get: operations["report_stores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Staff
         * @description Compare who gave results. CSV and XLSX by `Accept`.
         */
        get: operations["report_staff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Topics
         * @description Compare topics. CSV and XLSX by `Accept`.
         */
        get: operations["report_topics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/sla": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Sla
         * @description Show which promises were kept. CSV and XLSX by `Accept`.
         */
        get: operations["report_sla"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/satisfaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Satisfaction
         * @description Show scores with response rate and Wilson's interval, and what is excluded. CSV and XLSX by `Accept`.
         */
        get: operations["report_satisfaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Campaigns
         * @description Compare campaigns. CSV and XLSX by `Accept`.
         */
        get: operations["report_campaigns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Channels
         * @description Compare channels. CSV and XLSX by `Accept`.
         */
        get: operations["report_channels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Teams
         * @description Compare teams. CSV and XLSX by `Accept`.
         */
        get: operations["report_teams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report Regions
         * @description Compare regions. CSV and XLSX by `Accept`.
         */
        get: operations["report_regions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{code}/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Daily
         * @description List what a store gave for a period, by day.
         */
        get: operations["read_daily"];
        /**
         * Put Daily
         * @description Give a store's sales, visitors and orders of a day, in place of those given before.
         */
        put: operations["put_daily"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Daily
         * @description Take a CSV of store_code, date, sales, visitors, orders; headers in English or Chinese.
         */
        post: operations["import_daily"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/staff/{staff_id}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Card
         * @description Show a person's month: their own card to anybody, others' to who leads them.
         */
        get: operations["read_card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/staff/{staff_id}/card/appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Appeal Card
         * @description Dispute a case on a card; it is left out until the appeal is decided.
         */
        post: operations["appeal_card"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/appeals/{appeal_id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide Appeal
         * @description Decide an appeal; nobody decides on their own card.
         */
        post: operations["decide_appeal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/campaigns/{campaign}/effect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Campaign Effect
         * @description Compare a campaign's stores with themselves before and with stores like them.
         */
        get: operations["read_campaign_effect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/inspections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Inspections
         * @description List where inspection says pass and customers say otherwise, worst first.
         */
        get: operations["read_inspections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/weekly": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Weekly
         * @description Show a week's report, by default last week's, as a page, as a PDF or as JSON (`format`).
         */
        get: operations["read_weekly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/weekly/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Weekly
         * @description Mail a week's report with its PDF to oneself now; one's notices tell what became of it.
         */
        post: operations["send_weekly"];
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
         * @description List days out of the usual range, within reach, newest first.
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
    "/v1/alerts/usefulness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Usefulness
         * @description Count what people made of alerts, by kind; nothing is tuned by it silently.
         */
        get: operations["read_usefulness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{alert_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Alert
         * @description Show one alert with the cases that caused it.
         */
        get: operations["read_alert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{alert_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge Alert
         * @description Say that somebody looks after it; again changes nothing.
         */
        post: operations["acknowledge_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{alert_id}/judge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Judge Alert
         * @description Say whether the alert was useful; the last word stands.
         */
        post: operations["judge_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{alert_id}/incident": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Incident
         * @description Open an incident of the alert's cases; `incident_id` is its id in triage, shortly after.
         *
         *     Those of its cases that are in no incident and that the caller may move become members, and
         *     its owner theirs. Again changes nothing, unless triage could not open it.
         */
        post: operations["open_incident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{alert_id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Store Task
         * @description Ask the manager of the alert's store, or somebody named, to do something in time.
         */
        post: operations["open_store_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/store-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Store Tasks
         * @description List tasks of one's own and of one's stores, longest open first.
         */
        get: operations["list_store_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/store-tasks/{store_task_id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Store Task
         * @description Say that it is done; again changes nothing.
         */
        post: operations["finish_store_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Calendars
         * @description Return the calendars by name, those that came with the product too.
         */
        get: operations["list_calendars"];
        put?: never;
        /**
         * Add Calendar
         * @description Add a calendar.
         */
        post: operations["add_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendars/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Calendar
         * @description Return one calendar.
         */
        get: operations["show_calendar"];
        /**
         * Change Calendar
         * @description Replace a calendar; running clocks follow, and what was held stays held.
         */
        put: operations["change_calendar"];
        post?: never;
        /**
         * Remove Calendar
         * @description Remove a calendar that nobody keeps.
         */
        delete: operations["remove_calendar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendars/{name}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Days
         * @description Return the dates that are not as their weekday says: its own over the holiday table's.
         */
        get: operations["list_days"];
        put?: never;
        /**
         * Set Days
         * @description Set dates, read the State Council's notice, confirm a year; clocks are timed anew.
         */
        post: operations["set_days"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendars/{name}/days/{day}": {
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
         * Remove Day
         * @description Let a date be again what its weekday, or the holiday table, says.
         */
        delete: operations["remove_day"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendars/{name}/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Try Calendar
         * @description Say when a target of so many business minutes would be due.
         */
        get: operations["try_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sla-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Policies
         * @description Return the policies in the order they are tried; the first that fits a case holds.
         */
        get: operations["list_policies"];
        put?: never;
        /**
         * Add Policy
         * @description Add a policy; running clocks follow, what was held and every verdict stay.
         */
        post: operations["add_policy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sla-policies/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Policies
         * @description Say what past cases would have been promised by these policies, and how it would have ended.
         *
         *     Nothing is changed. At most the newest 5,000 cases of the period are looked at.
         */
        post: operations["try_policies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sla-policies/{policy_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Policy
         * @description Return one policy.
         */
        get: operations["show_policy"];
        /**
         * Change Policy
         * @description Replace a policy; running clocks follow, what was held and every verdict stay.
         */
        put: operations["change_policy"];
        post?: never;
        /**
         * Remove Policy
         * @description Remove a policy; a shipped one that was changed is as it came again.
         */
        delete: operations["remove_policy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/corrective-actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Actions
         * @description List the corrective actions of a case, oldest first.
         */
        get: operations["list_actions"];
        put?: never;
        /**
         * Plan Action
         * @description Write down what is to be put right; until it has passed, the case does not close.
         */
        post: operations["plan_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/corrective-actions/{action_id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Action
         * @description Say that it was done, with evidence; then it waits for the lead's check.
         */
        post: operations["finish_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/corrective-actions/{action_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Action
         * @description Accept what was done, or send it back; by a lead or manager who has not done it.
         */
        post: operations["check_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/corrective-topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Topics
         * @description Show the topics whose cases close only with a corrective action.
         */
        get: operations["show_topics"];
        /**
         * Flag Topics
         * @description Let exactly these topics ask for corrective action.
         */
        put: operations["flag_topics"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/collaborators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Collaborator
         * @description Let a colleague look at the case and note on it; the ETag stays.
         */
        post: operations["add_collaborator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/collaborators/{staff_id}": {
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
         * Remove Collaborator
         * @description Let a colleague look no longer; anybody may leave by themselves.
         */
        delete: operations["remove_collaborator"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/mentions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Mentions
         * @description List where notes named me, newest first.
         */
        get: operations["list_mentions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/macros": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Macros
         * @description Return the macros of my teams and everybody's, by title.
         */
        get: operations["list_macros"];
        put?: never;
        /**
         * Add Macro
         * @description Add a macro; placeholders that nobody knows are refused.
         */
        post: operations["add_macro"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/macros/{macro_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Macro
         * @description Return one macro.
         */
        get: operations["show_macro"];
        /**
         * Change Macro
         * @description Replace a macro.
         */
        put: operations["change_macro"];
        post?: never;
        /**
         * Remove Macro
         * @description Remove a macro.
         */
        delete: operations["remove_macro"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{case_id}/macro-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Macro
         * @description Fill a macro for a case; nothing is changed or sent.
         */
        post: operations["preview_macro"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/s/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Survey Page
         * @description Show the survey with what was answered so far; `?done=1` thanks.
         */
        get: operations["survey_page"];
        put?: never;
        /**
         * Take Survey Form
         * @description Take the page's form, then lead to the thanks.
         */
        post: operations["take_survey_form"];
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
         * ActionBody
         * @description What is to be put right until when; `attachment_ids` are intake's, of how it was found.
         */
        ActionBody: {
            /** Measures */
            measures: string;
            /** Due At */
            due_at?: string | null;
            /** Attachment Ids */
            attachment_ids?: string[];
        };
        /** ActionCheckBody */
        ActionCheckBody: {
            /** Passed */
            passed: boolean;
            /** Note */
            note?: string | null;
        };
        /**
         * ActionDoneBody
         * @description `attachment_ids` are the evidence: pictures of how it is now.
         */
        ActionDoneBody: {
            /** Note */
            note?: string | null;
            /** Attachment Ids */
            attachment_ids?: string[];
        };
        /**
         * ActionView
         * @description A corrective action; `state` is open, done (waiting for the check) or passed.
         */
        ActionView: {
            /** Id */
            id: string;
            /** State */
            state: string;
            /** Measures */
            measures: string;
            /** Attachment Ids */
            attachment_ids: string[];
            /** Due At */
            due_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["PersonRef"];
            /** Done At */
            done_at: string | null;
            done_by: components["schemas"]["PersonRef"] | null;
            /** Done Note */
            done_note: string | null;
            /** Checked At */
            checked_at: string | null;
            checked_by: components["schemas"]["PersonRef"] | null;
            /** Check Note */
            check_note: string | null;
            /** Times Returned */
            times_returned: number;
        };
        /**
         * AlertView
         * @description A day on which a store, or one topic of it, lay outside of its usual range.
         *
         *     `expected` is what such a day usually brings, `highest_usual` what 39 of 40 do not exceed, and
         *     `chance` how likely so unusual a day is. `case_ids` are the cases that caused it,
         *     `incident_id` is the incident that was opened of them, `incident_refused` why none could be.
         */
        AlertView: {
            /** Id */
            id: string;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Kind */
            kind: string;
            /** Store Code */
            store_code: string;
            /** Region */
            region: string;
            /** Topic */
            topic: string | null;
            /** Observed */
            observed: number;
            /** Expected */
            expected: number;
            /** Highest Usual */
            highest_usual: number | null;
            /** Chance */
            chance: number;
            /** Case Ids */
            case_ids: string[];
            /** Words */
            words: string;
            /** Status */
            status: string;
            /**
             * Raised At
             * Format: date-time
             */
            raised_at: string;
            /** Acknowledged At */
            acknowledged_at: string | null;
            /** Acknowledged By */
            acknowledged_by: string | null;
            /** Useful */
            useful: boolean | null;
            /** Note */
            note: string | null;
            /** Judged At */
            judged_at: string | null;
            /** Judged By */
            judged_by: string | null;
            /** Incident Id */
            incident_id: string | null;
            /** Incident Refused */
            incident_refused: string | null;
        };
        /**
         * AppealBody
         * @description A case that a person disputes on their card of a month.
         */
        AppealBody: {
            /** Month */
            month: string;
            /**
             * Case Id
             * Format: uuid
             */
            case_id: string;
            /** Reason */
            reason: string;
        };
        /** AppealView */
        AppealView: {
            /** Id */
            id: string;
            /** Person Id */
            person_id: string;
            /** Month */
            month: string;
            /** Case Id */
            case_id: string;
            /** Reason */
            reason: string;
            /** Status */
            status: string;
            /** Made By */
            made_by: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Note */
            note: string | null;
            /** Decided By */
            decided_by: string | null;
            /** Decided At */
            decided_at: string | null;
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
        /**
         * BacklogView
         * @description What is open now, whatever the period; `link` leads to the cases.
         */
        BacklogView: {
            /** Open */
            open: number;
            /** Oldest At */
            oldest_at: string | null;
            /** Median Age Hours */
            median_age_hours: number | null;
            /** By Age */
            by_age: {
                [key: string]: number;
            };
            /** Link */
            link: string;
        };
        /** CalendarBody */
        CalendarBody: {
            /** Title */
            title?: string | null;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /** Weekly */
            weekly: components["schemas"]["WeeklyHours"][];
            /**
             * Holidays
             * @default CN
             */
            holidays?: "CN" | null;
            /** Teams */
            teams?: string[];
            /** Stores */
            stores?: string[];
            /**
             * Is Default
             * @default false
             */
            is_default?: boolean;
            /** Name */
            name: string;
        };
        /**
         * CalendarChange
         * @description A calendar: open hours by weekday, the holiday table it follows, and who keeps it.
         *
         *     `teams` are team ids, `stores` store codes; whoever is in none keeps the default calendar.
         */
        CalendarChange: {
            /** Title */
            title?: string | null;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /** Weekly */
            weekly: components["schemas"]["WeeklyHours"][];
            /**
             * Holidays
             * @default CN
             */
            holidays?: "CN" | null;
            /** Teams */
            teams?: string[];
            /** Stores */
            stores?: string[];
            /**
             * Is Default
             * @default false
             */
            is_default?: boolean;
        };
        /**
         * CalendarView
         * @description A calendar; `shipped` ones can be changed and not removed.
         */
        CalendarView: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Timezone */
            timezone: string;
            /** Weekly */
            weekly: {
                [key: string]: unknown;
            }[];
            /** Holidays */
            holidays: string | null;
            /** Is Default */
            is_default: boolean;
            /** Teams */
            teams: string[];
            /** Stores */
            stores: string[];
            /** Shipped */
            shipped: boolean;
            /** Confirmed Years */
            confirmed_years: number[];
        };
        /**
         * CallBody
         * @description What came of a call; who was not reached stays on the list.
         */
        CallBody: {
            /** Reached */
            reached: boolean;
            /** Said */
            said: string;
        };
        /**
         * CallView
         * @description A result that reached nobody; `because` names why, and `result` is what to tell.
         *
         *     `recipient_id` is the case whose customer is to be called: this one, or one merged into it.
         */
        CallView: {
            /** Id */
            id: string;
            /** Case Id */
            case_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Cycle */
            cycle: number;
            /** Recipient Id */
            recipient_id: string;
            /** Store Code */
            store_code: string | null;
            team: components["schemas"]["TeamRef"] | null;
            /** Result */
            result: string | null;
            /** Because */
            because: {
                [key: string]: unknown;
            };
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "done" | "cancelled";
            /** Attempts */
            attempts: number;
            /** Said */
            said: string | null;
            /** Ended Because */
            ended_because: string | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Ended By */
            ended_by: string | null;
        };
        /**
         * CallbackReceipt
         * @description Whether a vendor's message was taken now, or had been before.
         */
        CallbackReceipt: {
            /**
             * Status
             * @enum {string}
             */
            status: "taken" | "repeated";
        };
        /**
         * CampaignEffectView
         * @description What came with a campaign, on everything (`topic` null) and by topic.
         */
        CampaignEffectView: {
            /** Campaign */
            campaign: string;
            /**
             * From
             * Format: date
             */
            from: string;
            /**
             * To
             * Format: date
             */
            to: string;
            /** Stores */
            stores: string[];
            /** Matched */
            matched: {
                [key: string]: string;
            };
            /** With Code */
            with_code: number;
            /** Effects */
            effects: components["schemas"]["EffectView"][];
            /** Method */
            method: string;
        };
        /**
         * CardView
         * @description A person's month; an `index` of 100 is what their cases let expect of anybody.
         */
        CardView: {
            /** Staff Id */
            staff_id: string;
            /** Name */
            name: string;
            /** Month */
            month: string;
            quality: components["schemas"]["PartView"];
            timeliness: components["schemas"]["PartView"];
            satisfaction: components["schemas"]["PartView"];
            /** Index */
            index: number | null;
            /** Disputed */
            disputed: string[];
            /** Appeals */
            appeals: components["schemas"]["AppealView"][];
            /** Method */
            method: string;
        };
        /**
         * CaseDetail
         * @description A case with everything that happened to it.
         *
         *     `legal_moves` are those its state allows now; `not_told_because` says why the result did not
         *     reach the customer, by channel, so that somebody calls.
         */
        CaseDetail: {
            /** Id */
            id: string;
            /** Feedback Id */
            feedback_id: string;
            /** Ticket No */
            ticket_no: string;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "assigned" | "in_progress" | "waiting_customer" | "resolved" | "told" | "closed" | "dismissed" | "merged";
            /**
             * Progress
             * @enum {string}
             */
            progress: "open" | "assigned" | "in_progress" | "waiting_customer" | "resolved" | "told" | "closed";
            /**
             * Disposition
             * @enum {string}
             */
            disposition: "live" | "dismissed" | "merged";
            /** Cycle */
            cycle: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "complaint" | "suggestion" | "praise" | "inquiry" | "other";
            /** Topics */
            topics: components["schemas"]["TopicConfidence"][];
            /**
             * Urgency
             * @enum {string}
             */
            urgency: "low" | "normal" | "high" | "critical";
            sentiment: components["schemas"]["Sentiment"];
            /** Confidence */
            confidence: number;
            owner: components["schemas"]["PersonRef"] | null;
            team: components["schemas"]["TeamRef"] | null;
            /** Store Code */
            store_code: string | null;
            /** Channel */
            channel: string;
            /** Text */
            text: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Assigned At */
            assigned_at: string | null;
            /** Version */
            version: number;
            versions: components["schemas"]["Versions"];
            /** Result */
            result: string | null;
            /** Told At */
            told_at: string | null;
            /** Resolved At */
            resolved_at: string | null;
            /** Resolved Because */
            resolved_because: string | null;
            /** Closed At */
            closed_at: string | null;
            /** Closed Reason */
            closed_reason: string | null;
            /** Reopen Count */
            reopen_count: number;
            survey: components["schemas"]["SurveyView"] | null;
            /** Clocks */
            clocks: components["schemas"]["ClockView"][];
            /** Measures */
            measures: string | null;
            /** Tell Customer */
            tell_customer: boolean;
            /** Question */
            question: string | null;
            /** Reopen Reason */
            reopen_reason: string | null;
            attribution: components["schemas"]["PersonRef"] | null;
            /** Not Told Because */
            not_told_because: {
                [key: string]: string;
            } | null;
            /** Waiting Internal */
            waiting_internal: boolean;
            /** Merged Into */
            merged_into: string | null;
            /** Survey Reasons */
            survey_reasons: {
                [key: string]: string;
            }[];
            incident: components["schemas"]["IncidentBrief"] | null;
            /** Incident Id */
            incident_id: string | null;
            /** Linked Case Id */
            linked_case_id: string | null;
            /** Reported Store */
            reported_store: string | null;
            /** Rating */
            rating: number | null;
            /** Evidence */
            evidence: components["schemas"]["EvidenceSpan"][];
            /** Legal Moves */
            legal_moves: string[];
            /** Tasks */
            tasks: components["schemas"]["TaskView"][];
            /** Corrective Actions */
            corrective_actions: components["schemas"]["ActionView"][];
            /** Collaborators */
            collaborators: components["schemas"]["PersonRef"][];
            /** Cycles */
            cycles: components["schemas"]["CycleView"][];
            /** Timeline */
            timeline: components["schemas"]["TimelineView"][];
        };
        /**
         * CaseSummary
         * @description A case in a list.
         */
        CaseSummary: {
            /** Id */
            id: string;
            /** Feedback Id */
            feedback_id: string;
            /** Ticket No */
            ticket_no: string;
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "assigned" | "in_progress" | "waiting_customer" | "resolved" | "told" | "closed" | "dismissed" | "merged";
            /**
             * Progress
             * @enum {string}
             */
            progress: "open" | "assigned" | "in_progress" | "waiting_customer" | "resolved" | "told" | "closed";
            /**
             * Disposition
             * @enum {string}
             */
            disposition: "live" | "dismissed" | "merged";
            /** Cycle */
            cycle: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "complaint" | "suggestion" | "praise" | "inquiry" | "other";
            /** Topics */
            topics: components["schemas"]["TopicConfidence"][];
            /**
             * Urgency
             * @enum {string}
             */
            urgency: "low" | "normal" | "high" | "critical";
            sentiment: components["schemas"]["Sentiment"];
            /** Confidence */
            confidence: number;
            owner: components["schemas"]["PersonRef"] | null;
            team: components["schemas"]["TeamRef"] | null;
            /** Store Code */
            store_code: string | null;
            /** Channel */
            channel: string;
            /** Text */
            text: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Assigned At */
            assigned_at: string | null;
            /** Version */
            version: number;
            versions: components["schemas"]["Versions"];
            /** Result */
            result: string | null;
            /** Told At */
            told_at: string | null;
            /** Resolved At */
            resolved_at: string | null;
            /** Resolved Because */
            resolved_because: string | null;
            /** Closed At */
            closed_at: string | null;
            /** Closed Reason */
            closed_reason: string | null;
            /** Reopen Count */
            reopen_count: number;
            survey: components["schemas"]["SurveyView"] | null;
            /** Clocks */
            clocks: components["schemas"]["ClockView"][];
        };
        /**
         * ClockView
         * @description A promise: `status` is running, paused, met, breached, or met_late when kept after it broke.
         *
         *     `due_at` is None while paused; `warns_at` is when the owner is reminded next; `warned` the
         *     percent of the target last warned at; `escalation` how often it went up, last to `escalated_to`.
         *     `unconfirmed` says that a year up to the due time may still change its holidays.
         */
        ClockView: {
            /** Kind */
            kind: string;
            /** Due At */
            due_at: string | null;
            /** Status */
            status: string;
            /** Warns At */
            warns_at?: string | null;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Met At */
            met_at?: string | null;
            /** Breached At */
            breached_at?: string | null;
            /**
             * Warned
             * @default 0
             */
            warned?: number;
            /**
             * Escalation
             * @default 0
             */
            escalation?: number;
            /** Escalated To */
            escalated_to?: string | null;
            /** Task Id */
            task_id?: string | null;
            /** Calendar */
            calendar: string;
            /**
             * Unconfirmed
             * @default false
             */
            unconfirmed?: boolean;
        };
        /**
         * CollaboratorBody
         * @description `staff` is a username.
         */
        CollaboratorBody: {
            /** Staff */
            staff: string;
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
            /** Customer Tag */
            customer_tag?: string[] | null;
        };
        /**
         * ContradictionView
         * @description Where inspectors found nothing wrong and customers complain; `case_ids` are theirs.
         */
        ContradictionView: {
            /** Store Code */
            store_code: string;
            /** Topic */
            topic: string;
            /** Inspections */
            inspections: number;
            /**
             * Inspected Last
             * Format: date
             */
            inspected_last: string;
            /** Complaints */
            complaints: number;
            /** Case Ids */
            case_ids: string[];
        };
        /**
         * CycleView
         * @description A finished cycle: its verdict and who is credited with it.
         */
        CycleView: {
            /** Cycle */
            cycle: number;
            resolver: components["schemas"]["PersonRef"] | null;
            /** Result */
            result: string | null;
            /** Measures */
            measures: string | null;
            /** Resolved At */
            resolved_at: string | null;
            /** Told At */
            told_at: string | null;
            /** Closed At */
            closed_at: string | null;
            /** Closed Reason */
            closed_reason: string | null;
            /**
             * Reopened At
             * Format: date-time
             */
            reopened_at: string;
            /** Reopen Reason */
            reopen_reason: string;
            /** Clocks */
            clocks: components["schemas"]["ClockView"][];
            survey: components["schemas"]["SurveyView"] | null;
        };
        /**
         * DailyBody
         * @description What a store sold on a day, how many came and how many ordered; at least one of them.
         *
         *     `store_code` and `updated_at` may be repeated as they were read and never differ.
         */
        DailyBody: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Sales */
            sales?: number | null;
            /** Visitors */
            visitors?: number | null;
            /** Orders */
            orders?: number | null;
            /** Store Code */
            store_code?: string | null;
            /** Updated At */
            updated_at?: string | null;
        };
        /**
         * DailyImport
         * @description How many lines of a CSV were taken, and what was wrong with the others, by line number.
         */
        DailyImport: {
            /** Accepted */
            accepted: number;
            /** Rejected */
            rejected: number;
            /** Errors */
            errors: {
                [key: string]: unknown;
            }[];
        };
        /** DailyView */
        DailyView: {
            /** Store Code */
            store_code: string;
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Sales */
            sales: number | null;
            /** Visitors */
            visitors: number | null;
            /** Orders */
            orders: number | null;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * DayBody
         * @description What a date is: a holiday, or a workday with the weekday's hours or its own.
         */
        DayBody: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "workday" | "holiday";
            /** Note */
            note?: string | null;
            /** Hours */
            hours?: components["schemas"]["Hours"][] | null;
        };
        /**
         * DayView
         * @description A date of a calendar; `calendar` says whether it is its own or the holiday table's.
         */
        DayView: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /** Kind */
            kind: string;
            /** Hours */
            hours: {
                [key: string]: string;
            }[] | null;
            /** Note */
            note: string | null;
            /** Source */
            source: string;
            /** Calendar */
            calendar: string;
        };
        /**
         * DaysBody
         * @description Dates to set, the State Council's notice to read, and a year to confirm.
         *
         *     `notice` is its whole text, read for `confirm_year`, or for the year it names itself.
         */
        DaysBody: {
            /** Days */
            days?: components["schemas"]["DayBody"][];
            /** Notice */
            notice?: string | null;
            /** Confirm Year */
            confirm_year?: number | null;
        };
        /**
         * DaysView
         * @description The dates of a calendar that are not as their weekday says, in order.
         */
        DaysView: {
            /** Name */
            name: string;
            /** Confirmed Years */
            confirmed_years: number[];
            /** Days */
            days: components["schemas"]["DayView"][];
        };
        /**
         * DecideBody
         * @description Whether an appeal is upheld, so that the case stays out of the card.
         */
        DecideBody: {
            /** Upheld */
            upheld: boolean;
            /** Note */
            note: string;
        };
        /**
         * DueView
         * @description What a calendar makes of a start and a target.
         */
        DueView: {
            /**
             * Start
             * Format: date-time
             */
            start: string;
            /** Is Open */
            is_open: boolean;
            /**
             * Next Open
             * Format: date-time
             */
            next_open: string;
            /** Minutes */
            minutes: number;
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /** Unconfirmed */
            unconfirmed: boolean;
        };
        /**
         * EffectView
         * @description `ratio` 1 is no effect; `low` and `high` hold it with 95 % confidence.
         */
        EffectView: {
            /** Topic */
            topic: string | null;
            /** During */
            during: number;
            /** Before */
            before: number;
            /** Matched During */
            matched_during: number;
            /** Matched Before */
            matched_before: number;
            /** Ratio */
            ratio: number;
            /** Low */
            low: number;
            /** High */
            high: number;
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
        /**
         * ExampleView
         * @description A past case that would have been promised something else, or judged otherwise.
         */
        ExampleView: {
            /** Case Id */
            case_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Before */
            before: string;
            /** After */
            after: string;
            /** Verdicts */
            verdicts: {
                [key: string]: [
                    string,
                    string
                ];
            };
        };
        /**
         * FactRow
         * @description One thing that a figure counts; `case_id` opens the case.
         */
        FactRow: {
            /** Case Id */
            case_id: string;
            /** Ticket No */
            ticket_no: string;
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Cycle */
            cycle: number;
            /** Part */
            part: string;
            /** Store Code */
            store_code: string | null;
            /** Region */
            region: string | null;
            /** Team Id */
            team_id: string | null;
            /** Person Id */
            person_id: string | null;
            /** Channel */
            channel: string | null;
            /** Campaign */
            campaign: string | null;
            /** Topics */
            topics: string[];
            /** Kind */
            kind: string | null;
            /** Urgency */
            urgency: string | null;
            /** State */
            state: string | null;
            /** Note */
            note: string | null;
            /** Seconds */
            seconds: number | null;
            /** Business Seconds */
            business_seconds: number | null;
            /** Score */
            score: number | null;
            /** Nps */
            nps: number | null;
            /** Solved */
            solved: boolean | null;
        };
        /**
         * FactRows
         * @description A page of rows; `total` is the figure itself.
         */
        FactRows: {
            /** Items */
            items: components["schemas"]["FactRow"][];
            /** Next Cursor */
            next_cursor?: string | null;
            /** Figure */
            figure: string;
            /** Total */
            total: number;
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
         * FixView
         * @description The one result given to the cases; `ordinal` counts how often one was.
         */
        FixView: {
            /** Ordinal */
            ordinal: number;
            /** Result */
            result: string | null;
            /** Measures */
            measures: string | null;
            /** Tell Customer */
            tell_customer: boolean;
            resolver: components["schemas"]["PersonRef"] | null;
            /** Fixed At */
            fixed_at: string | null;
        };
        /**
         * Hours
         * @description From `start` to `end`; an end no later than the start is on the next day.
         */
        Hours: {
            /** Start */
            start: string;
            /** End */
            end: string;
        };
        /**
         * IncidentBody
         * @description Without a title it is named by the store, the topic and the day; `owner` is the caller.
         */
        IncidentBody: {
            /** Title */
            title?: string | null;
            /** Owner */
            owner?: string | null;
        };
        /**
         * IncidentBrief
         * @description The incident of a case; `result` is the one fix, which who joins later is not told yet.
         */
        IncidentBrief: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** State */
            state: string;
            owner: components["schemas"]["PersonRef"] | null;
            /** Result */
            result: string | null;
        };
        /**
         * IncidentCaseView
         * @description A case of the incident within reach; `outcome` is what the newest fix did to it.
         */
        IncidentCaseView: {
            /** Id */
            id: string;
            /** Ticket No */
            ticket_no: string;
            /** Status */
            status: string;
            /** Store Code */
            store_code: string | null;
            /** Outcome */
            outcome: string | null;
        };
        /**
         * IncidentView
         * @description An incident: its owner, its fix if it has one, and its cases within reach.
         */
        IncidentView: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** State */
            state: string;
            owner: components["schemas"]["PersonRef"] | null;
            fix: components["schemas"]["FixView"] | null;
            /** Cases */
            cases: components["schemas"]["IncidentCaseView"][];
        };
        /**
         * JudgeBody
         * @description Whether an alert was useful; this is counted, and tunes nothing by itself.
         */
        JudgeBody: {
            /** Useful */
            useful: boolean;
            /** Note */
            note?: string | null;
        };
        /**
         * Judged
         * @description How many alerts were found useful, of how many that were judged, by kind.
         */
        Judged: {
            /** Kind */
            kind: string;
            /** Raised */
            raised: number;
            /** Judged */
            judged: number;
            /** Useful */
            useful: number;
        };
        /**
         * LateChange
         * @description A figure of a closed day that changed afterwards: as it was first shown, and as it is now.
         */
        LateChange: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Figure */
            figure: string;
            /** First */
            first: number;
            /** Revised */
            revised: number;
        };
        /**
         * Ledger
         * @description Followup's side of the ledger: each case counted once, by its shown status.
         */
        Ledger: {
            /**
             * Service
             * @default followup
             * @constant
             */
            service?: "followup";
            /** Total */
            total: number;
            /** Open */
            open: number;
            /** Closed */
            closed: number;
            /** Dismissed */
            dismissed: number;
            /** Merged */
            merged: number;
            /** Items */
            items: components["schemas"]["LedgerLine"][];
        };
        /**
         * LedgerLine
         * @description How many cases of one channel and reported store are where.
         */
        LedgerLine: {
            /** Channel */
            channel: string;
            /** Store Code */
            store_code: string | null;
            /**
             * Open
             * @default 0
             */
            open?: number;
            /**
             * Closed
             * @default 0
             */
            closed?: number;
            /**
             * Dismissed
             * @default 0
             */
            dismissed?: number;
            /**
             * Merged
             * @default 0
             */
            merged?: number;
            /** By Status */
            by_status?: {
                [key: string]: number;
            };
        };
        /**
         * MacroBody
         * @description Words with placeholders such as {ticket_no}; {customer_name?} may stay empty.
         *
         *     `actions` are the moves that go with them, in order; without `team_ids` it is everybody's.
         */
        MacroBody: {
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Actions */
            actions?: ("start" | "note" | "ask" | "resolve" | "close")[];
            /** Team Ids */
            team_ids?: string[];
        };
        /** MacroView */
        MacroView: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Actions */
            actions: string[];
            /** Team Ids */
            team_ids: string[];
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
        };
        /**
         * MentionView
         * @description Where somebody named me.
         */
        MentionView: {
            /** Id */
            id: string;
            /** Case Id */
            case_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Text */
            text: string;
            /** By */
            by: {
                [key: string]: unknown;
            };
            /**
             * Mentioned At
             * Format: date-time
             */
            mentioned_at: string;
        };
        /**
         * NewProvider
         * @description A survey vendor; its `secret` is never shown again.
         */
        NewProvider: {
            /** Name */
            name: string;
            /** Secret */
            secret: string;
            /**
             * @default {
             *       "token": "token",
             *       "score": "score",
             *       "solved": "solved",
             *       "nps": "nps",
             *       "comment": "comment",
             *       "reasons": "reasons"
             *     }
             */
            fields?: components["schemas"]["ProviderFields"];
            /**
             * Active
             * @default true
             */
            active?: boolean;
        };
        /**
         * OfferedReason
         * @description A reason that customers may tick.
         */
        OfferedReason: {
            /** Code */
            code: string;
            /** Zh */
            zh: string;
            /** En */
            en: string;
        };
        /** Page[ActionView] */
        Page_ActionView_: {
            /** Items */
            items: components["schemas"]["ActionView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[AlertView] */
        Page_AlertView_: {
            /** Items */
            items: components["schemas"]["AlertView"][];
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
        /** Page[CalendarView] */
        Page_CalendarView_: {
            /** Items */
            items: components["schemas"]["CalendarView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[CallView] */
        Page_CallView_: {
            /** Items */
            items: components["schemas"]["CallView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[CaseSummary] */
        Page_CaseSummary_: {
            /** Items */
            items: components["schemas"]["CaseSummary"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[ContradictionView] */
        Page_ContradictionView_: {
            /** Items */
            items: components["schemas"]["ContradictionView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[DailyView] */
        Page_DailyView_: {
            /** Items */
            items: components["schemas"]["DailyView"][];
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
        /** Page[Judged] */
        Page_Judged_: {
            /** Items */
            items: components["schemas"]["Judged"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[MacroView] */
        Page_MacroView_: {
            /** Items */
            items: components["schemas"]["MacroView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[MentionView] */
        Page_MentionView_: {
            /** Items */
            items: components["schemas"]["MentionView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[PolicyView] */
        Page_PolicyView_: {
            /** Items */
            items: components["schemas"]["PolicyView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[ProviderView] */
        Page_ProviderView_: {
            /** Items */
            items: components["schemas"]["ProviderView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[StoreTaskView] */
        Page_StoreTaskView_: {
            /** Items */
            items: components["schemas"]["StoreTaskView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[SurveySettingView] */
        Page_SurveySettingView_: {
            /** Items */
            items: components["schemas"]["SurveySettingView"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /**
         * PartView
         * @description One part of a card: good of all, what the same mix of cases lets expect, their ratio.
         *
         *     `low` and `high` are Wilson's 95 % interval of the plain share.
         */
        PartView: {
            /** Good */
            good: number;
            /** All */
            all: number;
            /** Share */
            share: number | null;
            /** Low */
            low: number | null;
            /** High */
            high: number | null;
            /** Expected */
            expected: number;
            /** Index */
            index: number | null;
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
         * PolicyBody
         * @description Without `position` it comes behind those written before; without `calendar` the store's,
         *     the team's or the default one holds.
         */
        PolicyBody: {
            /** Name */
            name: string;
            /** @default {} */
            conditions?: components["schemas"]["Conditions"];
            targets: components["schemas"]["TargetsBody"];
            /** Calendar */
            calendar?: string | null;
            /**
             * Escalation
             * @default [
             *       {
             *         "to": "lead",
             *         "after_minutes": 0
             *       },
             *       {
             *         "to": "manager",
             *         "after_minutes": 60
             *       },
             *       {
             *         "to": "admin",
             *         "after_minutes": 240
             *       }
             *     ]
             */
            escalation?: components["schemas"]["StepBody"][];
            /**
             * @default {
             *       "reminders_after_minutes": [
             *         1440,
             *         2880
             *       ],
             *       "give_up_after_minutes": 4320
             *     }
             */
            waiting?: components["schemas"]["WaitingBody"];
            /** Position */
            position?: number | null;
        };
        /**
         * PolicyView
         * @description A policy; `shipped` ones hold until another comes before them or they are changed.
         */
        PolicyView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Position */
            position: number;
            /** Conditions */
            conditions: {
                [key: string]: string[];
            };
            /** Targets */
            targets: {
                [key: string]: number;
            };
            /** Calendar */
            calendar: string | null;
            /** Escalation */
            escalation: components["schemas"]["StepBody"][];
            waiting: components["schemas"]["WaitingBody"];
            /** Shipped */
            shipped: boolean;
        };
        /** PreviewBody */
        PreviewBody: {
            /**
             * Macro Id
             * Format: uuid
             */
            macro_id: string;
        };
        /**
         * PreviewView
         * @description The words for one case; `missing` placeholders stand in them as they are.
         */
        PreviewView: {
            /** Text */
            text: string;
            /** Actions */
            actions: string[];
            /** Missing */
            missing: string[];
        };
        /**
         * ProviderBody
         * @description A vendor as it shall be; without a `secret` the one held stays.
         */
        ProviderBody: {
            /** Name */
            name: string;
            /** Secret */
            secret?: string | null;
            /**
             * @default {
             *       "token": "token",
             *       "score": "score",
             *       "solved": "solved",
             *       "nps": "nps",
             *       "comment": "comment",
             *       "reasons": "reasons"
             *     }
             */
            fields?: components["schemas"]["ProviderFields"];
            /**
             * Active
             * @default true
             */
            active?: boolean;
        };
        /**
         * ProviderFields
         * @description Where a vendor's JSON holds what, as dotted paths; what is left out is by its own name.
         */
        ProviderFields: {
            /**
             * Token
             * @default token
             */
            token?: string;
            /**
             * Score
             * @default score
             */
            score?: string;
            /**
             * Solved
             * @default solved
             */
            solved?: string;
            /**
             * Nps
             * @default nps
             */
            nps?: string;
            /**
             * Comment
             * @default comment
             */
            comment?: string;
            /**
             * Reasons
             * @default reasons
             */
            reasons?: string;
        };
        /** ProviderView */
        ProviderView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Fields */
            fields: {
                [key: string]: string;
            };
            /** Active */
            active: boolean;
            /** Callback Url */
            callback_url: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * ReasonBody
         * @description Why, for whoever reads the case; nothing need be said.
         */
        ReasonBody: {
            /** Reason */
            reason?: string | null;
        };
        /**
         * RehearsalBody
         * @description Policies to try, in this order, before those that hold, on cases received in a period.
         */
        RehearsalBody: {
            /** Policies */
            policies: components["schemas"]["PolicyBody"][];
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Until */
            until?: string | null;
            /**
             * Examples
             * @default 20
             */
            examples?: number;
        };
        /**
         * RehearsalView
         * @description How ended clocks would have turned out, by kind, before and after.
         */
        RehearsalView: {
            /** Cases */
            cases: number;
            /** Changed */
            changed: number;
            /** Verdicts */
            verdicts: {
                [key: string]: {
                    [key: string]: {
                        [key: string]: number;
                    };
                };
            };
            /** Examples */
            examples: components["schemas"]["ExampleView"][];
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
         * Report
         * @description Figures of a period, both days included; days are Shanghai's.
         *
         *     `counts` says what a figure of it counts. `pending` changes of cases are not in it yet.
         */
        Report: {
            /** Report */
            report: string;
            /**
             * From
             * Format: date
             */
            from: string;
            /**
             * To
             * Format: date
             */
            to: string;
            /** Group */
            group: string | null;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /** Counts */
            counts: string;
            /**
             * As Of
             * Format: date-time
             */
            as_of: string;
            /** Pending */
            pending: number;
            totals: components["schemas"]["ReportItem"];
            /** Items */
            items: components["schemas"]["ReportItem"][];
            /** Late */
            late: components["schemas"]["LateChange"][];
            /** Customers */
            customers?: number | null;
            /** Flow */
            flow?: {
                [key: string]: number;
            } | null;
            backlog?: components["schemas"]["BacklogView"] | null;
        };
        /**
         * ReportItem
         * @description The figures of one key in one period; `links` lead to the rows each count counts.
         */
        ReportItem: {
            /** Key */
            key: string | null;
            /** Name */
            name: string;
            /**
             * From
             * Format: date
             */
            from: string;
            /**
             * To
             * Format: date
             */
            to: string;
            /** Figures */
            figures: {
                [key: string]: number | null;
            };
            /** Links */
            links: {
                [key: string]: string;
            };
        };
        /**
         * ResolveBody
         * @description `result` is what the customer is told; `measures` are for ourselves.
         */
        ResolveBody: {
            /** Result */
            result: string;
            /** Measures */
            measures?: string | null;
            /**
             * Tell Customer
             * @default true
             */
            tell_customer?: boolean;
        };
        /**
         * SendReportBody
         * @description Which week, by default last week; `region` empty is all of them.
         */
        SendReportBody: {
            /** Week */
            week?: string | null;
            /**
             * Region
             * @default
             */
            region?: string;
        };
        /**
         * SentReport
         * @description What is on its way to the caller's own mailbox.
         */
        SentReport: {
            /** Week */
            week: string;
            /** Region */
            region: string;
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
        /**
         * StepBody
         * @description Who hears of a broken promise, and how many business minutes after it was due.
         */
        StepBody: {
            /**
             * To
             * @enum {string}
             */
            to: "owner" | "lead" | "manager" | "admin";
            /** After Minutes */
            after_minutes: number;
        };
        /**
         * StoreTaskBody
         * @description What is to be done until when; without an owner (an id) the store's manager does it.
         */
        StoreTaskBody: {
            /** Text */
            text: string;
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /** Owner */
            owner?: string | null;
        };
        /** StoreTaskDoneBody */
        StoreTaskDoneBody: {
            /** Note */
            note?: string | null;
        };
        /**
         * StoreTaskView
         * @description A task for somebody of a store; `overdue_at` is when it was found not done in time.
         */
        StoreTaskView: {
            /** Id */
            id: string;
            /** Alert Id */
            alert_id: string;
            /** Store Code */
            store_code: string;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "done";
            /** Text */
            text: string;
            owner: components["schemas"]["PersonRef"];
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            created_by: components["schemas"]["PersonRef"];
            /** Overdue At */
            overdue_at: string | null;
            /** Done At */
            done_at: string | null;
            done_by: components["schemas"]["PersonRef"] | null;
            /** Done Note */
            done_note: string | null;
        };
        /**
         * SurveyBody
         * @description A customer's answer; `nps` says how likely they are to recommend us.
         */
        SurveyBody: {
            /** Score */
            score: number;
            /** Solved */
            solved: boolean;
            /** Nps */
            nps?: number | null;
            /** Comment */
            comment?: string | null;
            /**
             * Reasons
             * @default []
             */
            reasons?: string[];
        };
        /**
         * SurveyGuardBody
         * @description What makes an answer one that no figure counts.
         */
        SurveyGuardBody: {
            /** Staff Networks */
            staff_networks?: string[];
            /**
             * Surveys Per Device
             * @default 5
             */
            surveys_per_device?: number;
            /** Solicited Words */
            solicited_words?: string[];
        };
        /** SurveyGuardView */
        SurveyGuardView: {
            /** Staff Networks */
            staff_networks: string[];
            /** Surveys Per Device */
            surveys_per_device: number;
            /** Solicited Words */
            solicited_words: string[];
        };
        /**
         * SurveyReceipt
         * @description The answer that counts now, and how many were given.
         */
        SurveyReceipt: {
            /** Status */
            status: string;
            /** Score */
            score: number | null;
            /** Solved */
            solved: boolean | null;
            /** Nps */
            nps: number | null;
            /** Comment */
            comment: string | null;
            /** Answers */
            answers: number;
        };
        /**
         * SurveySettingBody
         * @description How cases of a topic are asked about; without a topic, all others.
         *
         *     Pushes leave 2 to 24 hours after the result, between 09:00 and 21:00 in Shanghai. Without
         *     `reasons` those shipped for the topic are offered.
         */
        SurveySettingBody: {
            /** Topic */
            topic?: string | null;
            /**
             * Delay Hours
             * @default 2
             */
            delay_hours?: number;
            /**
             * From Time
             * @default 09:00
             */
            from_time?: string;
            /**
             * Until Time
             * @default 21:00
             */
            until_time?: string;
            /**
             * Reminder Hours
             * @default 72
             */
            reminder_hours?: number | null;
            /**
             * Ask Nps
             * @default true
             */
            ask_nps?: boolean;
            /** Reasons */
            reasons?: components["schemas"]["OfferedReason"][];
        };
        /**
         * SurveySettingView
         * @description How a topic is asked about now; without a setting of its own it has no `id`.
         *
         *     `origin` says whose setting holds: its own, the general one (without a topic), or the shipped.
         *     `reasons` are its own; `offered` are those that customers see, `shipped` those it comes with.
         */
        SurveySettingView: {
            /** Id */
            id: string | null;
            /** Topic */
            topic: string | null;
            /**
             * Origin
             * @enum {string}
             */
            origin: "own" | "general" | "shipped";
            /** Delay Hours */
            delay_hours: number;
            /** From Time */
            from_time: string;
            /** Until Time */
            until_time: string;
            /** Reminder Hours */
            reminder_hours: number | null;
            /** Ask Nps */
            ask_nps: boolean;
            /** Reasons */
            reasons: {
                [key: string]: string;
            }[];
            /** Offered */
            offered: {
                [key: string]: string;
            }[];
            /** Shipped */
            shipped: {
                [key: string]: string;
            }[];
            /** Updated At */
            updated_at: string | null;
        };
        /**
         * SurveyView
         * @description The survey of the present cycle.
         *
         *     `comment_kind` and `comment_urgency` are what triage makes of the comment, None until it has.
         *     `push` is what became of sending its link, `push_because` why not; `excluded` is why no figure
         *     counts the answer. An API key is not told the `url`: who has it answers as the customer.
         */
        SurveyView: {
            /** Status */
            status: string;
            /** Score */
            score: number | null;
            /** Solved */
            solved: boolean | null;
            /** Nps */
            nps: number | null;
            /** Comment */
            comment: string | null;
            /** Url */
            url: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Reasons */
            reasons: string[] | null;
            /** Excluded */
            excluded: string | null;
            /** Comment Kind */
            comment_kind: ("complaint" | "suggestion" | "praise" | "inquiry" | "other") | null;
            /** Comment Urgency */
            comment_urgency: ("low" | "normal" | "high" | "critical") | null;
            /** Push */
            push: string;
            /** Push Because */
            push_because: string | null;
            /** Pushed At */
            pushed_at: string | null;
        };
        /**
         * TargetsBody
         * @description Business minutes to each promise; one that is left out is not promised.
         */
        TargetsBody: {
            /** First Response */
            first_response?: number | null;
            /** Next Response */
            next_response?: number | null;
            /** Resolution */
            resolution?: number | null;
            /** Task */
            task?: number | null;
        };
        /** TaskView */
        TaskView: {
            /** Task Id */
            task_id: string;
            team: components["schemas"]["TeamRef"];
            owner: components["schemas"]["PersonRef"] | null;
            /** Text */
            text: string;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Done */
            done: boolean;
        };
        /** TeamRef */
        TeamRef: {
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /** TextBody */
        TextBody: {
            /** Text */
            text: string;
        };
        /**
         * TimelineView
         * @description Something that happened; `detail` depends on `event`.
         *
         *     `by` is the person of an `actor` that is staff, also of one who has left.
         */
        TimelineView: {
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
        /** TopicConfidence */
        TopicConfidence: {
            /** Code */
            code: string;
            /** Confidence */
            confidence: number;
        };
        /**
         * TopicsBody
         * @description Topic codes; a topic counts for those below it.
         */
        TopicsBody: {
            /** Codes */
            codes: string[];
        };
        /** TopicsView */
        TopicsView: {
            /** Codes */
            codes: string[];
        };
        /** Versions */
        Versions: {
            /** Triage */
            triage: number;
            /** Followup */
            followup: number;
        };
        /**
         * WaitingBody
         * @description While the customer is asked, in business minutes since the question: when to remind, and
         *     when to resolve the case without an answer, which a reply undoes.
         */
        WaitingBody: {
            /** Reminders After Minutes */
            reminders_after_minutes?: number[];
            /**
             * Give Up After Minutes
             * @default 4320
             */
            give_up_after_minutes?: number;
        };
        /**
         * WeeklyHours
         * @description The same hours on some weekdays: 1 is Monday, 7 Sunday.
         */
        WeeklyHours: {
            /** Start */
            start: string;
            /** End */
            end: string;
            /** Weekdays */
            weekdays: number[];
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
        /**
         * SurveySettingBodyAsRead
         * @description How cases of a topic are asked about; without a topic, all others.
         *
         *     Pushes leave 2 to 24 hours after the result, between 09:00 and 21:00 in Shanghai. Without
         *     `reasons` those shipped for the topic are offered.
         */
        SurveySettingBodyAsRead: {
            /** Topic */
            topic?: string | null;
            /**
             * Delay Hours
             * @default 2
             */
            delay_hours?: number;
            /**
             * From Time
             * @default 09:00
             */
            from_time?: string;
            /**
             * Until Time
             * @default 21:00
             */
            until_time?: string;
            /**
             * Reminder Hours
             * @default 72
             */
            reminder_hours?: number | null;
            /**
             * Ask Nps
             * @default true
             */
            ask_nps?: boolean;
            /** Reasons */
            reasons?: components["schemas"]["OfferedReason"][];
            /** Id */
            readonly id?: string | null;
            /** Offered */
            readonly offered?: {
                [key: string]: string;
            }[];
            /**
             * Origin
             * @enum {string}
             */
            readonly origin?: "own" | "general" | "shipped";
            /** Shipped */
            readonly shipped?: {
                [key: string]: string;
            }[];
            /** Updated At */
            readonly updated_at?: string | null;
        };
        /**
         * ProviderBodyAsRead
         * @description A vendor as it shall be; without a `secret` the one held stays.
         */
        ProviderBodyAsRead: {
            /** Name */
            name: string;
            /** Secret */
            secret?: string | null;
            /**
             * @default {
             *       "token": "token",
             *       "score": "score",
             *       "solved": "solved",
             *       "nps": "nps",
             *       "comment": "comment",
             *       "reasons": "reasons"
             *     }
             */
            fields?: components["schemas"]["ProviderFields"];
            /**
             * Active
             * @default true
             */
            active?: boolean;
            /** Callback Url */
            readonly callback_url?: string;
            /** Id */
            readonly id?: string;
            /**
             * Updated At
             * Format: date-time
             */
            readonly updated_at?: string;
        };
        /**
         * CalendarChangeAsRead
         * @description A calendar: open hours by weekday, the holiday table it follows, and who keeps it.
         *
         *     `teams` are team ids, `stores` store codes; whoever is in none keeps the default calendar.
         */
        CalendarChangeAsRead: {
            /** Title */
            title?: string | null;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /** Weekly */
            weekly: components["schemas"]["WeeklyHours"][];
            /**
             * Holidays
             * @default CN
             */
            holidays?: "CN" | null;
            /** Teams */
            teams?: string[];
            /** Stores */
            stores?: string[];
            /**
             * Is Default
             * @default false
             */
            is_default?: boolean;
            /** Confirmed Years */
            readonly confirmed_years?: number[];
            /** Name */
            readonly name?: string;
            /** Shipped */
            readonly shipped?: boolean;
        };
        /**
         * PolicyBodyAsRead
         * @description Without `position` it comes behind those written before; without `calendar` the store's,
         *     the team's or the default one holds.
         */
        PolicyBodyAsRead: {
            /** Name */
            name: string;
            /** @default {} */
            conditions?: components["schemas"]["Conditions"];
            targets: components["schemas"]["TargetsBody"];
            /** Calendar */
            calendar?: string | null;
            /**
             * Escalation
             * @default [
             *       {
             *         "to": "lead",
             *         "after_minutes": 0
             *       },
             *       {
             *         "to": "manager",
             *         "after_minutes": 60
             *       },
             *       {
             *         "to": "admin",
             *         "after_minutes": 240
             *       }
             *     ]
             */
            escalation?: components["schemas"]["StepBody"][];
            /**
             * @default {
             *       "reminders_after_minutes": [
             *         1440,
             *         2880
             *       ],
             *       "give_up_after_minutes": 4320
             *     }
             */
            waiting?: components["schemas"]["WaitingBody"];
            /** Position */
            position?: number | null;
            /** Id */
            readonly id?: string;
            /** Shipped */
            readonly shipped?: boolean;
        };
        /**
         * MacroBodyAsRead
         * @description Words with placeholders such as {ticket_no}; {customer_name?} may stay empty.
         *
         *     `actions` are the moves that go with them, in order; without `team_ids` it is everybody's.
         */
        MacroBodyAsRead: {
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Actions */
            actions?: ("start" | "note" | "ask" | "resolve" | "close")[];
            /** Team Ids */
            team_ids?: string[];
            /**
             * Changed At
             * Format: date-time
             */
            readonly changed_at?: string;
            /** Id */
            readonly id?: string;
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
    list_cases: {
        parameters: {
            query?: {
                status?: ("open" | "assigned" | "in_progress" | "waiting_customer" | "resolved" | "told" | "closed" | "dismissed" | "merged") | null;
                /** @description A staff id, or `me`. */
                owner?: string | null;
                /** @description A team's id. */
                team?: string | null;
                /** @description The store in charge. */
                store_code?: string | null;
                feedback_id?: string | null;
                ticket_no?: string | null;
                /** @description Those I was asked to look at. */
                collaborating?: boolean;
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
                    "application/json": components["schemas"]["Page_CaseSummary_"];
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
    read_case: {
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
                    "application/json": components["schemas"]["CaseDetail"];
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
    start_case: {
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
                    "application/json": components["schemas"]["CaseDetail"];
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
    note_on_case: {
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
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    ask_customer: {
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
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    resolve_case: {
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
                "application/json": components["schemas"]["ResolveBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    reopen_case: {
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    close_case: {
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
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReasonBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    finish_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
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
                    "application/json": components["schemas"]["CaseDetail"];
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
    answer_survey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurveyBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurveyReceipt"];
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
    read_ledger: {
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
                    "application/json": components["schemas"]["Ledger"];
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
    read_incident: {
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
                    "application/json": components["schemas"]["IncidentView"];
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
    resolve_incident: {
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
                "application/json": components["schemas"]["ResolveBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncidentView"];
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
    list_survey_settings: {
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
                    "application/json": components["schemas"]["Page_SurveySettingView_"];
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
    add_survey_setting: {
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
                "application/json": components["schemas"]["SurveySettingBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurveySettingView"];
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
    read_survey_setting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The setting's id. */
                setting_id: string;
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
                    "application/json": components["schemas"]["SurveySettingView"];
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
    change_survey_setting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The setting's id. */
                setting_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurveySettingBodyAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurveySettingView"];
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
    remove_survey_setting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The setting's id. */
                setting_id: string;
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
    read_survey_guard: {
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
                    "application/json": components["schemas"]["SurveyGuardView"];
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
    change_survey_guard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SurveyGuardBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurveyGuardView"];
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
    list_survey_providers: {
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
                    "application/json": components["schemas"]["Page_ProviderView_"];
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
    add_survey_provider: {
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
                "application/json": components["schemas"]["NewProvider"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
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
    read_survey_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's id. */
                provider_id: string;
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
                    "application/json": components["schemas"]["ProviderView"];
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
    change_survey_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's id. */
                provider_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderBodyAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
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
    remove_survey_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's id. */
                provider_id: string;
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
    take_survey_callback: {
        parameters: {
            query?: never;
            header?: {
                "webhook-id"?: string;
                "webhook-timestamp"?: string;
                "webhook-signature"?: string;
            };
            path: {
                provider: string;
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
                    "application/json": components["schemas"]["CallbackReceipt"];
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
    list_call_tasks: {
        parameters: {
            query?: {
                status?: ("open" | "done" | "cancelled") | null;
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
                    "application/json": components["schemas"]["Page_CallView_"];
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
    read_call_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call task's id. */
                call_id: string;
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
                    "application/json": components["schemas"]["CallView"];
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
    finish_call_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The call task's id. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallView"];
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
    read_rows: {
        parameters: {
            query?: {
                figure?: string;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["FactRows"];
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
    report_overview: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_stores: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_staff: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_topics: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_sla: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_satisfaction: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_campaigns: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_channels: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_teams: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    report_regions: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Report"];
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
    read_daily: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
            };
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
                    "application/json": components["schemas"]["Page_DailyView_"];
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
    put_daily: {
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
                "application/json": components["schemas"]["DailyBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DailyView"];
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
    import_daily: {
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
                    "application/json": components["schemas"]["DailyImport"];
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
    read_card: {
        parameters: {
            query: {
                month: string;
            };
            header?: never;
            path: {
                /** @description The person's id. */
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
                    "application/json": components["schemas"]["CardView"];
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
    appeal_card: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The person's id. */
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppealBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealView"];
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
    decide_appeal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The appeal's id. */
                appeal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealView"];
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
    read_campaign_effect: {
        parameters: {
            query?: {
                from?: string | null;
                to?: string | null;
            };
            header?: never;
            path: {
                campaign: string;
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
                    "application/json": components["schemas"]["CampaignEffectView"];
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
    read_inspections: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
                from?: string | null;
                to?: string | null;
                group?: ("day" | "week" | "month") | null;
                store_code?: string | null;
                region?: string | null;
                topic?: string | null;
                team?: string | null;
                person?: string | null;
                channel?: string | null;
                campaign?: string | null;
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
                    "application/json": components["schemas"]["Page_ContradictionView_"];
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
    read_weekly: {
        parameters: {
            query?: {
                week?: string | null;
                region?: string;
                format?: ("html" | "pdf" | "json") | null;
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
    send_weekly: {
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
                "application/json": components["schemas"]["SendReportBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentReport"];
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
            query?: {
                status?: ("open" | "acknowledged") | null;
                kind?: ("volume_high" | "volume_low" | "score_drop" | "response_drop") | null;
                store_code?: string | null;
                since?: string | null;
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
                    "application/json": components["schemas"]["Page_AlertView_"];
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
    read_usefulness: {
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
                    "application/json": components["schemas"]["Page_Judged_"];
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
    read_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alert's id. */
                alert_id: string;
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
                    "application/json": components["schemas"]["AlertView"];
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
    acknowledge_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alert's id. */
                alert_id: string;
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
                    "application/json": components["schemas"]["AlertView"];
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
    judge_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The alert's id. */
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JudgeBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertView"];
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
            header?: never;
            path: {
                /** @description The alert's id. */
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IncidentBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertView"];
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
    open_store_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The alert's id. */
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoreTaskBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreTaskView"];
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
    list_store_tasks: {
        parameters: {
            query?: {
                state?: ("open" | "done") | null;
                alert_id?: string | null;
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
                    "application/json": components["schemas"]["Page_StoreTaskView_"];
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
    finish_store_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store task's id. */
                store_task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StoreTaskDoneBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreTaskView"];
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
    list_calendars: {
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
                    "application/json": components["schemas"]["Page_CalendarView_"];
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
    add_calendar: {
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
                "application/json": components["schemas"]["CalendarBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarView"];
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
    show_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The calendar's name. */
                name: string;
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
                    "application/json": components["schemas"]["CalendarView"];
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
    change_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The calendar's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalendarChangeAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarView"];
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
    remove_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The calendar's name. */
                name: string;
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
    list_days: {
        parameters: {
            query?: {
                year?: number | null;
            };
            header?: never;
            path: {
                /** @description A calendar, or the table `CN`. */
                name: string;
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
                    "application/json": components["schemas"]["DaysView"];
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
    set_days: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A calendar, or the table `CN`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DaysBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DaysView"];
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
    remove_day: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A calendar, or the table `CN`. */
                name: string;
                day: string;
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
    try_calendar: {
        parameters: {
            query: {
                /** @description When a clock would start. */
                start: string;
                /** @description Business minutes. */
                minutes: number;
            };
            header?: never;
            path: {
                /** @description The calendar's name. */
                name: string;
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
                    "application/json": components["schemas"]["DueView"];
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
    list_policies: {
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
                    "application/json": components["schemas"]["Page_PolicyView_"];
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
    add_policy: {
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
                "application/json": components["schemas"]["PolicyBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
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
    try_policies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RehearsalBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RehearsalView"];
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
    show_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The policy's id. */
                policy_id: string;
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
                    "application/json": components["schemas"]["PolicyView"];
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
    change_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The policy's id. */
                policy_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyBodyAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyView"];
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
    remove_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The policy's id. */
                policy_id: string;
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
    list_actions: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
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
                    "application/json": components["schemas"]["Page_ActionView_"];
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
    plan_action: {
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
                "application/json": components["schemas"]["ActionBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    finish_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
                /** @description The corrective action's id. */
                action_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActionDoneBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    check_action: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
                /** @description The corrective action's id. */
                action_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ActionCheckBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    show_topics: {
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
                    "application/json": components["schemas"]["TopicsView"];
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
    flag_topics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TopicsBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopicsView"];
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
    add_collaborator: {
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
                "application/json": components["schemas"]["CollaboratorBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
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
    remove_collaborator: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"t-5"`. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The case's id. */
                case_id: string;
                /** @description A member of staff. */
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
                    "application/json": components["schemas"]["CaseDetail"];
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
    list_mentions: {
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
                    "application/json": components["schemas"]["Page_MentionView_"];
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
    list_macros: {
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
                    "application/json": components["schemas"]["Page_MacroView_"];
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
    add_macro: {
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
                "application/json": components["schemas"]["MacroBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MacroView"];
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
    show_macro: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The macro's id. */
                macro_id: string;
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
                    "application/json": components["schemas"]["MacroView"];
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
    change_macro: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The macro's id. */
                macro_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MacroBodyAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MacroView"];
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
    remove_macro: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The macro's id. */
                macro_id: string;
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
    preview_macro: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The case's id. */
                case_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewView"];
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
    survey_page: {
        parameters: {
            query?: {
                done?: boolean;
                /** @description zh or en. */
                lang?: string | null;
            };
            header?: never;
            path: {
                token: string;
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
    take_survey_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** Score */
                    score: number;
                    /** Solved */
                    solved: boolean;
                    /** Nps */
                    nps?: number | null;
                    /** Comment */
                    comment?: string | null;
                    /**
                     * Reasons
                     * @default []
                     */
                    reasons?: string[];
                };
            };
        };
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
