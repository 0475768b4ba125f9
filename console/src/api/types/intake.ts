// Made of the OpenAPI document by `make console-types`. Do not edit.
export interface paths {
    "/v1/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Feedback
         * @description List the feedback the caller may see, newest first.
         */
        get: operations["list_feedback"];
        put?: never;
        /**
         * Post Feedback
         * @description Accept a feedback.
         */
        post: operations["post_feedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{feedback_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Feedback
         * @description Show one feedback with its messages, replies and attachments; contacts are masked.
         *
         *     An API key is not told where the customer's own page is: who has that speaks as the customer.
         */
        get: operations["get_feedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Attachment
         * @description Keep one picture or document until a feedback of the same sender names it.
         *
         *     A picture is encoded anew, without what the camera noted beside it; a PDF is kept as it is.
         */
        post: operations["post_attachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attachments/{attachment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Attachment
         * @description Send the bytes of an attachment, to be saved and never run.
         */
        get: operations["get_attachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Stores
         * @description List all stores in the order of their codes.
         */
        get: operations["list_stores"];
        put?: never;
        /**
         * Post Store
         * @description Register a store; its code never changes.
         */
        post: operations["post_store"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Store
         * @description Show one store.
         */
        get: operations["get_store"];
        /**
         * Put Store
         * @description Replace what is said of a store, close it, or name its successor.
         */
        put: operations["put_store"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}/unmask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Unmask
         * @description Show a customer's contact in clear; who asked, when and why is recorded.
         */
        post: operations["post_unmask"];
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
         * Get Ledger
         * @description Count what was received, by channel and store, and how far it was last heard to be.
         */
        get: operations["get_ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Channels
         * @description List the accounts in the order in which they were set up.
         */
        get: operations["list_channels"];
        put?: never;
        /**
         * Post Channel
         * @description Set up an account; its channel and name never change.
         */
        post: operations["post_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Channel
         * @description Show one account.
         */
        get: operations["get_channel"];
        /**
         * Put Channel
         * @description Replace what is said of an account; credentials that are not named stay as they are.
         */
        put: operations["put_channel"];
        post?: never;
        /**
         * Delete Channel
         * @description Remove an account and what failed of its deliveries; feedback stays.
         */
        delete: operations["delete_channel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{account_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Channel Test
         * @description Try the account: its credentials are used once, against the vendor where there is one.
         */
        post: operations["post_channel_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{account_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Channel Preview
         * @description Show what a sample payload would become by the account's mapping; nothing is stored.
         */
        post: operations["post_channel_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{account_id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Channel Items
         * @description List what an account delivered, newest first.
         */
        get: operations["list_channel_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{account_id}/items/{item_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay Channel Item
         * @description Try a waiting or failed delivery again at once.
         */
        post: operations["replay_channel_item"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Hook
         * @description Take a signed delivery of a form vendor.
         */
        post: operations["post_hook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/hooks/{source}/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Unsigned Hook
         * @description Take a delivery of a vendor that signs nothing, at the address only it knows.
         */
        post: operations["post_unsigned_hook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checklists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Checklists
         * @description List the checklists in the order in which they were made.
         */
        get: operations["list_checklists"];
        put?: never;
        /**
         * Post Checklist
         * @description Add a checklist.
         */
        post: operations["post_checklist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checklists/{checklist_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Checklist
         * @description Show one checklist.
         */
        get: operations["get_checklist"];
        /**
         * Put Checklist
         * @description Replace a checklist; inspections keep what they found.
         */
        put: operations["put_checklist"];
        post?: never;
        /**
         * Delete Checklist
         * @description Remove a checklist; its inspections stay.
         */
        delete: operations["delete_checklist"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Inspections
         * @description List the inspections the caller may see, the last recorded first.
         */
        get: operations["list_inspections"];
        put?: never;
        /**
         * Post Inspection
         * @description Record a visit to a store; each failed item becomes a feedback of that store.
         */
        post: operations["post_inspection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inspections/{inspection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Inspection
         * @description Show one inspection with what was found.
         */
        get: operations["get_inspection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Replies
         * @description List replies to feedback the caller may see, newest first, with their ladders.
         */
        get: operations["list_replies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/replies/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Reply
         * @description Show one reply with every rung of its ladder and every attempt.
         */
        get: operations["get_reply"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{feedback_id}/reply-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Reply
         * @description Show by which rungs a reply would reach this customer now, and in which words.
         */
        post: operations["preview_reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Templates
         * @description List every template in use, by purpose, channel and language.
         */
        get: operations["list_templates"];
        put?: never;
        /**
         * Post Template
         * @description Save words of your own before the shipped ones; unknown placeholders are refused.
         */
        post: operations["post_template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Preview
         * @description Show a template that is not saved, filled with a sample, after the checks of saving it.
         */
        post: operations["post_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{template_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Template
         * @description Show one template in use.
         */
        get: operations["get_template"];
        /**
         * Put Template
         * @description Replace the words of a template, a shipped one too; its key stays.
         */
        put: operations["put_template"];
        post?: never;
        /**
         * Delete Template
         * @description Delete words of your own; the shipped ones stand again.
         */
        delete: operations["delete_template"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/templates/{template_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Preview
         * @description Show one template in use, filled with a sample.
         */
        get: operations["get_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Webhooks
         * @description List the webhooks in the order in which they were set up.
         */
        get: operations["list_webhooks"];
        put?: never;
        /**
         * Post Webhook
         * @description Set up a webhook; its secret is shown in this answer and never again.
         */
        post: operations["post_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Webhook
         * @description Show one webhook, and how it last fared.
         */
        get: operations["get_webhook"];
        /**
         * Put Webhook
         * @description Replace what is said of a webhook, or switch it on again.
         */
        put: operations["put_webhook"];
        post?: never;
        /**
         * Delete Webhook
         * @description Remove a webhook with its deliveries.
         */
        delete: operations["delete_webhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Webhook Secret
         * @description Make a new secret, shown once; for a day the one before signs as well.
         */
        post: operations["rotate_webhook_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Webhook
         * @description Send a signed `webhook.test` now and say what came back; it is not kept as a delivery.
         */
        post: operations["try_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Deliveries
         * @description List what was delivered, what waits and what was given up, newest first.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay Webhook Delivery
         * @description Deliver once more with the same id and body, whatever became of it before.
         */
        post: operations["replay_webhook_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Customers
         * @description Find who has exactly this phone, e-mail or WeChat id; each look-up is recorded.
         */
        get: operations["find_customers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Customer
         * @description Show one person across channels; contacts are masked, proven and typed ones apart.
         */
        get: operations["show_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Feedback Of Customer
         * @description List everything a person said, in every channel, newest first.
         */
        get: operations["list_feedback_of_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge Customer
         * @description Let one customer be another from now on; a split undoes it.
         */
        post: operations["merge_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split Merged Customer
         * @description Undo a merge: the handle is a customer of its own again.
         */
        post: operations["split_merged_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Erase
         * @description Forget a person for ever: words, contacts and files, here and in the other services.
         */
        post: operations["post_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{handle}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Export
         * @description Send all that is held of a person as a ZIP: JSON, and their files.
         */
        post: operations["post_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feedback/{feedback_id}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Evidence
         * @description Keep uploads beside a feedback, for staff who may see it; the customer is not shown them.
         */
        post: operations["post_evidence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Own Addresses
         * @description Return where one is reached oneself.
         */
        get: operations["show_own_addresses"];
        /**
         * Set Own Addresses
         * @description Say where one is reached oneself.
         */
        put: operations["set_own_addresses"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{staff_id}/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Addresses
         * @description Return where a member of staff is reached.
         */
        get: operations["show_addresses"];
        /**
         * Put Addresses
         * @description Say where a member of staff is reached.
         */
        put: operations["put_addresses"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Forms
         * @description List all forms in the order of their codes.
         */
        get: operations["list_forms"];
        put?: never;
        /**
         * Add Web Form
         * @description Open a form; its code never changes.
         */
        post: operations["add_web_form"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/forms/{form_code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Web Form
         * @description Show one form.
         */
        get: operations["show_web_form"];
        /**
         * Change Web Form
         * @description Replace what is said of a form; a changed consent text needs a new version.
         */
        put: operations["change_web_form"];
        post?: never;
        /**
         * Remove Web Form
         * @description Remove a form; what came in by it stays.
         */
        delete: operations["remove_web_form"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Imports
         * @description List imports, newest first.
         */
        get: operations["list_imports"];
        put?: never;
        /**
         * Add Import
         * @description Take a CSV or XLSX: one feedback a row, told apart by a column or by its content.
         */
        post: operations["add_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Import
         * @description Say how far an import is.
         */
        get: operations["show_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Mapping
         * @description Say what the columns hold, and start.
         */
        put: operations["put_mapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Cancel Import
         * @description Stop an import; rows that are feedback already stay.
         */
        post: operations["post_cancel_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/rejects.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Rejects
         * @description Send the rows that could not become feedback, each with the reason, to be put right.
         */
        get: operations["get_rejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/qrcodes.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Qrcode Sheets
         * @description Return A4 pages with the codes of all open stores of a region, to print and cut.
         */
        get: operations["get_qrcode_sheets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{code}/qrcode.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Qrcode Svg
         * @description Return the code that leads to a form for this store, or to an Official Account.
         */
        get: operations["get_qrcode_svg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{code}/qrcode.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Qrcode Png
         * @description Return the code that leads to a form for this store, or to an Official Account.
         */
        get: operations["get_qrcode_png"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{account_id}/scenes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Scenes
         * @description Have WeChat make QR codes for open stores that have none, 50 at most; they stay for ever.
         */
        post: operations["post_scenes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat/official/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Official
         * @description Answer WeChat's check of the address: `echostr` unchanged when it is signed.
         */
        get: operations["get_official"];
        put?: never;
        /**
         * Post Official
         * @description Take a message or event; a repetition is answered and comes to nothing.
         */
        post: operations["post_official"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat/mini/{app}/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Session
         * @description Exchange a login code for a form token; the code works once, the session key stays here.
         */
        post: operations["post_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat/mini/{app}/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Consents
         * @description Write down what somebody answered to the questions for subscription messages.
         */
        post: operations["post_consents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wechat/mini/{app}/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Phone
         * @description Exchange a code for the phone it stands for, and know the session's person by that.
         */
        post: operations["post_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wecom/{corp}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Wecom
         * @description Answer WeCom's check of the address: what is in `echostr`, byte for byte.
         */
        get: operations["get_wecom"];
        put?: never;
        /**
         * Post Wecom
         * @description Note that there is something to pull; what else WeCom tells is only acknowledged.
         */
        post: operations["post_wecom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{account_id}/cursors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cursors
         * @description Show how far the customer-service accounts of a WeCom channel were pulled.
         */
        get: operations["list_cursors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/f/{form_code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Form
         * @description Show the form; a program that asks for JSON gets its token.
         */
        get: operations["get_form"];
        put?: never;
        /**
         * Post Form
         * @description Take the form and lead to its progress page; JSON is taken as the API takes it.
         */
        post: operations["post_form"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/t/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Progress
         * @description Show the progress page; looking at it is how a reply without another way is delivered.
         */
        get: operations["get_progress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/t/{token}/pictures/{picture_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Picture
         * @description Send the customer a picture of their own feedback.
         */
        get: operations["get_picture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/t/{token}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Withdraw
         * @description Forget the contact given with the feedback, as its customer asks; the case goes on.
         */
        post: operations["post_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/t/{token}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Message
         * @description Add words or pictures to the feedback, from the page's form; words as JSON too.
         */
        post: operations["post_message"];
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
         * AccountOut
         * @description An account; `credentials` says which are set, `callback_url` what the vendor is to call.
         */
        AccountOut: {
            /** Id */
            id: string;
            /** Channel */
            channel: string;
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Settings */
            settings: {
                [key: string]: unknown;
            };
            /** Credentials */
            credentials: {
                [key: string]: boolean;
            };
            /** Store Code */
            store_code: string | null;
            /** Is Active */
            is_active: boolean;
            /** Callback Url */
            callback_url: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Last Success At */
            last_success_at: string | null;
            /** Last Error At */
            last_error_at: string | null;
            /** Last Error */
            last_error: string | null;
            /** Revision */
            revision: number;
        };
        /**
         * AddressesIn
         * @description Where a person is reached; null removes an address.
         */
        AddressesIn: {
            /** Email */
            email: string | null;
            /** Wecom */
            wecom: string | null;
        };
        /** AddressesOut */
        AddressesOut: {
            /** Email */
            email: string | null;
            /** Wecom */
            wecom: string | null;
        };
        /**
         * AttachmentOut
         * @description An attachment; `sha256` and `size` (in bytes) are of the file as it is kept.
         */
        AttachmentOut: {
            /** Id */
            id: string;
            /** Sha256 */
            sha256: string;
            /** Media Type */
            media_type: string;
            /** Size */
            size: number;
        };
        /**
         * AttemptOut
         * @description One attempt, or one question to the vendor what became of it.
         */
        AttemptOut: {
            /** Number */
            number: number;
            /** Kind */
            kind: string;
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Outcome */
            outcome: string | null;
            /** Reason */
            reason: string | null;
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
         * ChangedAccountIn
         * @description An account as it shall be; channel and name may be repeated but never differ.
         *
         *     A credential may be repeated as it is shown, true for one that is set and false for none.
         */
        ChangedAccountIn: {
            /** Title */
            title: string;
            /** Settings */
            settings?: {
                [key: string]: unknown;
            };
            /** Credentials */
            credentials?: {
                [key: string]: string | boolean | null;
            };
            /** Store Code */
            store_code?: string | null;
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Channel */
            channel?: string | null;
            /** Name */
            name?: string | null;
        };
        /**
         * ChangedStoreIn
         * @description A store as it shall be; `code` may be repeated but never differs from the path.
         */
        ChangedStoreIn: {
            /** Name */
            name: string;
            /** Region */
            region: string;
            /** City */
            city: string;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /**
             * Closed
             * @default false
             */
            closed?: boolean;
            /** Successor */
            successor?: string | null;
            /** Code */
            code?: string | null;
        };
        /**
         * ChangedTemplateIn
         * @description A template anew; its key may be repeated and never changes.
         */
        ChangedTemplateIn: {
            /** Text */
            text: string;
            /**
             * Title
             * @default
             */
            title?: string;
            /** Vendor Template */
            vendor_template?: string | null;
            /** Purpose */
            purpose?: ("receipt" | "question" | "result" | "survey" | "reminder" | "notice") | null;
            /** Channel */
            channel?: ("wechat" | "wechat_subscription" | "wecom" | "sms" | "email") | null;
            /** Language */
            language?: ("zh" | "en") | null;
        };
        /**
         * ChecklistIn
         * @description A checklist; the codes of its items differ from one another.
         */
        ChecklistIn: {
            /** Name */
            name: string;
            /** Sections */
            sections: components["schemas"]["SectionIn"][];
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
        };
        /**
         * ChecklistItemIn
         * @description One thing to look at; without a `code` it is named by its place, such as `s1i2`.
         */
        ChecklistItemIn: {
            /** Code */
            code?: string | null;
            /** Text */
            text: string;
            /**
             * Weight
             * @default 1
             */
            weight?: number;
            /**
             * Requires Picture
             * @default false
             */
            requires_picture?: boolean;
        };
        /** ChecklistItemOut */
        ChecklistItemOut: {
            /** Code */
            code: string;
            /** Text */
            text: string;
            /** Weight */
            weight: number;
            /** Requires Picture */
            requires_picture: boolean;
        };
        /** ChecklistOut */
        ChecklistOut: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Sections */
            sections: components["schemas"]["SectionOut"][];
            /** Is Active */
            is_active: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Revision */
            revision: number;
        };
        /**
         * ConsentIn
         * @description What somebody answered when asked for one message of a template.
         */
        ConsentIn: {
            /** Template Id */
            template_id: string;
            /** Accepted */
            accepted: boolean;
        };
        /** ConsentsIn */
        ConsentsIn: {
            /** Consents */
            consents: components["schemas"]["ConsentIn"][];
        };
        /**
         * ConsentsOut
         * @description How many messages of each template may be sent from now on.
         */
        ConsentsOut: {
            /** Consents */
            consents: {
                [key: string]: number;
            };
        };
        /**
         * ContactOut
         * @description A contact in clear.
         */
        ContactOut: {
            /** Handle */
            handle: string;
            /** Name */
            name?: string | null;
            /** Phone */
            phone?: string | null;
            /** Email */
            email?: string | null;
            /** Wechat Openid */
            wechat_openid?: string | null;
            /** Wecom Userid */
            wecom_userid?: string | null;
        };
        /**
         * CursorOut
         * @description How far one customer-service account was pulled; a gap is a time that may lack messages.
         */
        CursorOut: {
            /** Open Kfid */
            open_kfid: string;
            /**
             * Called At
             * Format: date-time
             */
            called_at: string;
            /** Pulled At */
            pulled_at: string | null;
            /** Due At */
            due_at: string | null;
            /** Error */
            error: string | null;
            /** Gap From */
            gap_from: string | null;
            /** Gap Until */
            gap_until: string | null;
        };
        /** CursorsOut */
        CursorsOut: {
            /** Items */
            items: components["schemas"]["CursorOut"][];
        };
        /**
         * CustomerOut
         * @description One person across channels: `handle` as asked for, `canonical` for all that were merged.
         *
         *     Counts are of what the caller may see.
         */
        CustomerOut: {
            /** Handle */
            handle: string;
            /** Canonical */
            canonical: string;
            /** Handles */
            handles: string[];
            /** Name */
            name: string | null;
            /** Verified */
            verified: components["schemas"]["KnownContact"][];
            /** Unverified */
            unverified: components["schemas"]["KnownContact"][];
            /** Feedback */
            feedback: number;
            /** Channels */
            channels: {
                [key: string]: number;
            };
            /** Stores */
            stores: {
                [key: string]: number;
            };
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
            /** Erased At */
            erased_at: string | null;
        };
        /**
         * DeliveryOut
         * @description One event for one webhook; `id` is its `webhook-id`, the same whenever it is tried.
         */
        DeliveryOut: {
            /** Id */
            id: string;
            /** Event Type */
            event_type: string;
            /** State */
            state: string;
            /** Attempts */
            attempts: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Next At */
            next_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Last Status */
            last_status: number | null;
            /** Last Error */
            last_error: string | null;
            /** Body */
            body: {
                [key: string]: unknown;
            };
        };
        /**
         * DraftOut
         * @description The feedback a payload would become.
         */
        DraftOut: {
            /** Text */
            text: string;
            /** Store Code */
            store_code: string | null;
            /** Contact */
            contact: {
                [key: string]: string;
            };
            /** Verified */
            verified: boolean | null;
            /** Rating */
            rating: number | null;
            /** Occurred At */
            occurred_at: string | null;
            /** Campaign */
            campaign: string | null;
            /** Order No */
            order_no: string | null;
            /** External Id */
            external_id: string | null;
            /** Extra */
            extra: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * DryRunOut
         * @description What an import would do; nothing of it was kept.
         */
        DryRunOut: {
            /**
             * Status
             * @default dry_run
             */
            status?: string;
            /** Total */
            total: number;
            /** Accepted */
            accepted: number;
            /** Rejected */
            rejected: number;
            /** Headings */
            headings: string[];
            /** Mapping */
            mapping: {
                [key: string]: string;
            };
            /** Errors */
            errors: components["schemas"]["RowError"][];
            /** Sample */
            sample: string[][];
        };
        /**
         * EvidenceIn
         * @description One's own uploads.
         */
        EvidenceIn: {
            /** Attachment Ids */
            attachment_ids: string[];
        };
        /** EvidenceOut */
        EvidenceOut: {
            /** Items */
            items: components["schemas"]["AttachmentOut"][];
        };
        /**
         * ExtraFieldIn
         * @description A form's own question; `options` are those of a choice.
         */
        ExtraFieldIn: {
            /** Key */
            key: string;
            /**
             * Type
             * @enum {string}
             */
            type: "text" | "choice" | "number" | "date";
            /** Label Zh */
            label_zh: string;
            /** Label En */
            label_en: string;
            /**
             * Required
             * @default false
             */
            required?: boolean;
            /**
             * Options
             * @default []
             */
            options?: components["schemas"]["OptionIn"][];
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
         * FeedbackBrief
         * @description A feedback in a list; `status` is what its customer is shown, `text` is masked.
         */
        FeedbackBrief: {
            /** Id */
            id: string;
            /** Case Id */
            case_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Status */
            status: string;
            /** Channel */
            channel: string;
            /** Store Code */
            store_code: string | null;
            /** Region */
            region: string | null;
            /** Text */
            text: string;
            /** Rating */
            rating: number | null;
            /** Campaign */
            campaign: string | null;
            /** Order No */
            order_no: string | null;
            /** Customer */
            customer: string | null;
            /** Reachable */
            reachable: boolean;
            /** Attachments */
            attachments: number;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Occurred At */
            occurred_at: string | null;
            /** Linked Case Id */
            linked_case_id: string | null;
        };
        /**
         * FeedbackOut
         * @description A feedback with all that belongs to it; contact, extra and external_id are masked.
         *
         *     `verified` says whether the channel's delivery proved its sender: a contact of one that did not
         *     is what somebody typed. None where that is no question. `entered_by` is who handed it in, with
         *     the name of a member of staff who took it down.
         */
        FeedbackOut: {
            /** Id */
            id: string;
            /** Case Id */
            case_id: string;
            /** Ticket No */
            ticket_no: string;
            /** Status */
            status: string;
            /** Channel */
            channel: string;
            /** Store Code */
            store_code: string | null;
            /** Region */
            region: string | null;
            /** Text */
            text: string;
            /** Rating */
            rating: number | null;
            /** Campaign */
            campaign: string | null;
            /** Order No */
            order_no: string | null;
            /** Customer */
            customer: string | null;
            /** Reachable */
            reachable: boolean;
            /** Attachments */
            attachments: number;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Occurred At */
            occurred_at: string | null;
            /** Linked Case Id */
            linked_case_id: string | null;
            /** Contact */
            contact: {
                [key: string]: string;
            };
            /** External Id */
            external_id: string | null;
            /** Extra */
            extra: {
                [key: string]: unknown;
            } | null;
            /** Verified */
            verified: boolean | null;
            /** Entered By */
            entered_by: string;
            /** Entered By Name */
            entered_by_name: string | null;
            /** Track Url */
            track_url: string | null;
            /** Messages */
            messages: components["schemas"]["MessageOut"][];
            /** Replies */
            replies: components["schemas"]["ReplyOut"][];
            /** Files */
            files: components["schemas"]["AttachmentOut"][];
        };
        /**
         * FeedbackReceipt
         * @description The acknowledgement of a feedback: from here on it is on disk, with its event.
         */
        FeedbackReceipt: {
            /** Id */
            id: string;
            /** Ticket No */
            ticket_no: string;
            /**
             * Status
             * @default received
             */
            status?: string;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Track Url */
            track_url: string;
        };
        /**
         * FieldMapping
         * @description Which of the vendor's fields become which of ours.
         *
         *     `values` replaces what is found, by our field: `{"rating": {"非常满意": 5}}`. A rating counts
         *     from 1 to `rating_of`.
         */
        FieldMapping: {
            /** Text */
            text?: (string | components["schemas"]["Labelled"])[];
            /** Rating */
            rating?: string | null;
            /**
             * Rating Of
             * @default 5
             */
            rating_of?: number;
            /** Store Code */
            store_code?: string | null;
            /** Name */
            name?: string | null;
            /** Phone */
            phone?: string | null;
            /** Email */
            email?: string | null;
            /** Order No */
            order_no?: string | null;
            /** Campaign */
            campaign?: string | null;
            /** Occurred At */
            occurred_at?: string | null;
            /** Extra */
            extra?: {
                [key: string]: string;
            };
            /** Values */
            values?: {
                [key: string]: {
                    [key: string]: string | number;
                };
            };
        };
        /** FieldOut */
        FieldOut: {
            /** Path */
            path: string;
            /** Value */
            value: string;
        };
        /**
         * FieldsIn
         * @description Whether each known field is hidden, optional or required; `text` cannot be hidden.
         */
        FieldsIn: {
            /**
             * Text
             * @default required
             * @enum {string}
             */
            text?: "optional" | "required";
            /**
             * Rating
             * @default optional
             * @enum {string}
             */
            rating?: "hidden" | "optional" | "required";
            /**
             * Pictures
             * @default optional
             * @enum {string}
             */
            pictures?: "hidden" | "optional" | "required";
            /**
             * Name
             * @default optional
             * @enum {string}
             */
            name?: "hidden" | "optional" | "required";
            /**
             * Phone
             * @default optional
             * @enum {string}
             */
            phone?: "hidden" | "optional" | "required";
            /**
             * Email
             * @default optional
             * @enum {string}
             */
            email?: "hidden" | "optional" | "required";
            /**
             * Order No
             * @default hidden
             * @enum {string}
             */
            order_no?: "hidden" | "optional" | "required";
        };
        /**
         * FindingIn
         * @description What was found of one item, named by its code; a failed one takes pictures.
         */
        FindingIn: {
            /** Item */
            item: string;
            /** Passed */
            passed: boolean;
            /**
             * Note
             * @default
             */
            note?: string;
            /**
             * Attachment Ids
             * @default []
             */
            attachment_ids?: string[];
        };
        /**
         * FindingOut
         * @description What was found of one item; `note` is masked, a failed one names its feedback.
         */
        FindingOut: {
            /** Item */
            item: string;
            /** Section */
            section: string;
            /** Text */
            text: string;
            /** Weight */
            weight: number;
            /** Passed */
            passed: boolean;
            /** Note */
            note: string;
            /** Feedback Id */
            feedback_id: string | null;
        };
        /**
         * FormIn
         * @description What may be said of a form. A consent text comes in both languages, with its version.
         */
        FormIn: {
            /** Title Zh */
            title_zh: string;
            /** Title En */
            title_en: string;
            /**
             * Intro Zh
             * @default
             */
            intro_zh?: string;
            /**
             * Intro En
             * @default
             */
            intro_en?: string;
            /**
             * Channel
             * @default web
             */
            channel?: string;
            /** Store Code */
            store_code?: string | null;
            /** Campaign */
            campaign?: string | null;
            /**
             * Language
             * @default auto
             * @enum {string}
             */
            language?: "auto" | "zh" | "en";
            /**
             * @default {
             *       "text": "required",
             *       "rating": "optional",
             *       "pictures": "optional",
             *       "name": "optional",
             *       "phone": "optional",
             *       "email": "optional",
             *       "order_no": "hidden"
             *     }
             */
            fields?: components["schemas"]["FieldsIn"];
            /**
             * Extra Fields
             * @default []
             */
            extra_fields?: components["schemas"]["ExtraFieldIn"][];
            /** Consent Zh */
            consent_zh?: string | null;
            /** Consent En */
            consent_en?: string | null;
            /** Consent Version */
            consent_version?: string | null;
            /**
             * Consent Must Be Ticked
             * @default false
             */
            consent_must_be_ticked?: boolean;
            /**
             * Sends Receipt
             * @description Whether who leaves a phone or an e-mail address gets a receipt by it, with the link to the progress page.
             * @default false
             */
            sends_receipt?: boolean;
            /**
             * Is Open
             * @default true
             */
            is_open?: boolean;
        };
        /**
         * FormOut
         * @description A form as managers see it; `url` is where customers find it.
         */
        FormOut: {
            /** Code */
            code: string;
            /** Title Zh */
            title_zh: string;
            /** Title En */
            title_en: string;
            /** Intro Zh */
            intro_zh: string;
            /** Intro En */
            intro_en: string;
            /** Channel */
            channel: string;
            /** Store Code */
            store_code: string | null;
            /** Campaign */
            campaign: string | null;
            /** Language */
            language: string;
            /** Fields */
            fields: {
                [key: string]: string;
            };
            /** Extra Fields */
            extra_fields: {
                [key: string]: unknown;
            }[];
            /** Consent Zh */
            consent_zh: string | null;
            /** Consent En */
            consent_en: string | null;
            /** Consent Version */
            consent_version: string;
            /** Consent Must Be Ticked */
            consent_must_be_ticked: boolean;
            /** Sends Receipt */
            sends_receipt: boolean;
            /** Is Open */
            is_open: boolean;
            /** Url */
            url: string;
            /** Version */
            version: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Changed At */
            changed_at: string | null;
        };
        /**
         * FoundCustomer
         * @description Whose contact it is; `verified` says that this customer proved to have it.
         */
        FoundCustomer: {
            /** Handle */
            handle: string;
            /** Canonical */
            canonical: string;
            /** Verified */
            verified: boolean;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
        };
        /** FoundCustomers */
        FoundCustomers: {
            /** Items */
            items: components["schemas"]["FoundCustomer"][];
        };
        /**
         * IdentityOut
         * @description Which handle stands for a customer now.
         */
        IdentityOut: {
            /** Handle */
            handle: string;
            /** Canonical */
            canonical: string;
            /** Handles */
            handles: string[];
            /** Erased */
            erased: boolean;
        };
        /**
         * ImportOut
         * @description How far an import is; `accepted` counts rows that are feedback, `duplicates` old ones of it.
         *
         *     `status`: mapping, queued, running, done, cancelled or failed. `total` is null until the rows
         *     have been counted. `sample` are the first rows, only when the sheet has just arrived.
         */
        ImportOut: {
            /** Id */
            id: string;
            /** Status */
            status: string;
            /** Name */
            name: string;
            /** Channel */
            channel: string;
            /** Total */
            total: number | null;
            /** Accepted */
            accepted: number;
            /** Duplicates */
            duplicates: number;
            /** Rejected */
            rejected: number;
            /** Rejects Url */
            rejects_url: string | null;
            /** Headings */
            headings: string[];
            /** Mapping */
            mapping: {
                [key: string]: string;
            };
            /** Sample */
            sample?: string[][] | null;
            problem: components["schemas"]["ProblemOut"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
        };
        /**
         * InspectionBrief
         * @description An inspection in a list; `score` is the share of the weight that passed, 0 to 100.
         */
        InspectionBrief: {
            /** Id */
            id: string;
            /** Store Code */
            store_code: string;
            /** Checklist Id */
            checklist_id: string;
            /** Checklist */
            checklist: string;
            /**
             * Inspected At
             * Format: date-time
             */
            inspected_at: string;
            /** Inspected By */
            inspected_by: string;
            /** Inspector */
            inspector: string;
            /** Score */
            score: number;
            /** Passed */
            passed: number;
            /** Failed */
            failed: number;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
        };
        /**
         * InspectionIn
         * @description A visit to a store; items that are not named were not looked at and do not count.
         */
        InspectionIn: {
            /** Store Code */
            store_code: string;
            /**
             * Checklist Id
             * Format: uuid
             */
            checklist_id: string;
            /**
             * Inspected At
             * Format: date-time
             */
            inspected_at: string;
            /** Findings */
            findings: components["schemas"]["FindingIn"][];
        };
        /** InspectionOut */
        InspectionOut: {
            /** Id */
            id: string;
            /** Store Code */
            store_code: string;
            /** Checklist Id */
            checklist_id: string;
            /** Checklist */
            checklist: string;
            /**
             * Inspected At
             * Format: date-time
             */
            inspected_at: string;
            /** Inspected By */
            inspected_by: string;
            /** Inspector */
            inspector: string;
            /** Score */
            score: number;
            /** Passed */
            passed: number;
            /** Failed */
            failed: number;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /** Findings */
            findings: components["schemas"]["FindingOut"][];
        };
        /**
         * ItemOut
         * @description A delivery: `feedback_id` is what it became, with `seq` a further message of that.
         */
        ItemOut: {
            /** Id */
            id: string;
            /** Channel */
            channel: string;
            /** Kind */
            kind: string;
            /** State */
            state: string;
            /** Attempts */
            attempts: number;
            /** Error */
            error: string | null;
            /**
             * Received At
             * Format: date-time
             */
            received_at: string;
            /** Next At */
            next_at: string | null;
            /** Feedback Id */
            feedback_id: string | null;
            /** Seq */
            seq: number | null;
        };
        /**
         * KnownContact
         * @description A contact, masked; `value` is null when only its index is known. Proven, or merely typed.
         */
        KnownContact: {
            /** Kind */
            kind: string;
            /** Value */
            value: string | null;
            /** Verified */
            verified: boolean;
            /**
             * First Seen At
             * Format: date-time
             */
            first_seen_at: string;
        };
        /**
         * Labelled
         * @description A part of the text, with what stands before it; without that it is written as its path.
         */
        Labelled: {
            /** Path */
            path: string;
            /**
             * Label
             * @default
             */
            label?: string;
        };
        /**
         * LedgerLine
         * @description The received of one channel and store; `progress` counts them by what was last heard.
         */
        LedgerLine: {
            /** Channel */
            channel: string;
            /** Store Code */
            store_code: string | null;
            /** Received */
            received: number;
            /** Progress */
            progress: {
                [key: string]: number;
            };
        };
        /** LedgerOut */
        LedgerOut: {
            /**
             * Service
             * @default intake
             */
            service?: string;
            /** Totals */
            totals: {
                [key: string]: number;
            };
            /** Lines */
            lines: components["schemas"]["LedgerLine"][];
        };
        /**
         * MappingIn
         * @description What the columns hold: target → heading.
         */
        MappingIn: {
            /** Mapping */
            mapping: {
                [key: string]: string;
            };
        };
        /**
         * MappingPreviewIn
         * @description A sample of the vendor's payload; `mapping` is tried instead of the account's own.
         */
        MappingPreviewIn: {
            /** Payload */
            payload: {
                [key: string]: unknown;
            };
            mapping?: components["schemas"]["FieldMapping"] | null;
        };
        /**
         * MappingPreviewOut
         * @description What a payload would become: `feedback`, `append` or, for `reason`, `ignored`.
         *
         *     `unmapped` is what no path reaches, `missing` the paths at which there is nothing.
         */
        MappingPreviewOut: {
            /**
             * Becomes
             * @enum {string}
             */
            becomes: "feedback" | "append" | "ignored";
            /** Reason */
            reason: string | null;
            draft: components["schemas"]["DraftOut"] | null;
            /** Unmapped */
            unmapped: components["schemas"]["FieldOut"][];
            /** Missing */
            missing: string[];
        };
        /** MergeIn */
        MergeIn: {
            /** Reason */
            reason: string;
            /** Into */
            into: string;
        };
        /** MessageOut */
        MessageOut: {
            /** Seq */
            seq: number;
            /** Text */
            text: string;
            /**
             * Appended At
             * Format: date-time
             */
            appended_at: string;
        };
        /** NewAccountIn */
        NewAccountIn: {
            /** Title */
            title: string;
            /** Settings */
            settings?: {
                [key: string]: unknown;
            };
            /** Credentials */
            credentials?: {
                [key: string]: string | null;
            };
            /** Store Code */
            store_code?: string | null;
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Channel */
            channel: string;
            /** Name */
            name: string;
        };
        /** NewFormIn */
        NewFormIn: {
            /** Title Zh */
            title_zh: string;
            /** Title En */
            title_en: string;
            /**
             * Intro Zh
             * @default
             */
            intro_zh?: string;
            /**
             * Intro En
             * @default
             */
            intro_en?: string;
            /**
             * Channel
             * @default web
             */
            channel?: string;
            /** Store Code */
            store_code?: string | null;
            /** Campaign */
            campaign?: string | null;
            /**
             * Language
             * @default auto
             * @enum {string}
             */
            language?: "auto" | "zh" | "en";
            /**
             * @default {
             *       "text": "required",
             *       "rating": "optional",
             *       "pictures": "optional",
             *       "name": "optional",
             *       "phone": "optional",
             *       "email": "optional",
             *       "order_no": "hidden"
             *     }
             */
            fields?: components["schemas"]["FieldsIn"];
            /**
             * Extra Fields
             * @default []
             */
            extra_fields?: components["schemas"]["ExtraFieldIn"][];
            /** Consent Zh */
            consent_zh?: string | null;
            /** Consent En */
            consent_en?: string | null;
            /** Consent Version */
            consent_version?: string | null;
            /**
             * Consent Must Be Ticked
             * @default false
             */
            consent_must_be_ticked?: boolean;
            /**
             * Sends Receipt
             * @description Whether who leaves a phone or an e-mail address gets a receipt by it, with the link to the progress page.
             * @default false
             */
            sends_receipt?: boolean;
            /**
             * Is Open
             * @default true
             */
            is_open?: boolean;
            /** Code */
            code: string;
        };
        /** NewStoreIn */
        NewStoreIn: {
            /** Name */
            name: string;
            /** Region */
            region: string;
            /** City */
            city: string;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /**
             * Closed
             * @default false
             */
            closed?: boolean;
            /** Successor */
            successor?: string | null;
            /** Code */
            code: string;
        };
        /**
         * OptionIn
         * @description One of the answers that a choice offers.
         */
        OptionIn: {
            /** Value */
            value: string;
            /** Label Zh */
            label_zh: string;
            /** Label En */
            label_en: string;
        };
        /** Page[AccountOut] */
        Page_AccountOut_: {
            /** Items */
            items: components["schemas"]["AccountOut"][];
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
        /** Page[ChecklistOut] */
        Page_ChecklistOut_: {
            /** Items */
            items: components["schemas"]["ChecklistOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[DeliveryOut] */
        Page_DeliveryOut_: {
            /** Items */
            items: components["schemas"]["DeliveryOut"][];
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
        /** Page[FeedbackBrief] */
        Page_FeedbackBrief_: {
            /** Items */
            items: components["schemas"]["FeedbackBrief"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[FormOut] */
        Page_FormOut_: {
            /** Items */
            items: components["schemas"]["FormOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[ImportOut] */
        Page_ImportOut_: {
            /** Items */
            items: components["schemas"]["ImportOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[InspectionBrief] */
        Page_InspectionBrief_: {
            /** Items */
            items: components["schemas"]["InspectionBrief"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[ItemOut] */
        Page_ItemOut_: {
            /** Items */
            items: components["schemas"]["ItemOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[ReplyFileOut] */
        Page_ReplyFileOut_: {
            /** Items */
            items: components["schemas"]["ReplyFileOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[StoreOut] */
        Page_StoreOut_: {
            /** Items */
            items: components["schemas"]["StoreOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[TemplateOut] */
        Page_TemplateOut_: {
            /** Items */
            items: components["schemas"]["TemplateOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Page[WebhookOut] */
        Page_WebhookOut_: {
            /** Items */
            items: components["schemas"]["WebhookOut"][];
            /** Next Cursor */
            next_cursor?: string | null;
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
         * PhoneCodeIn
         * @description The code of a button whose open-type is getPhoneNumber.
         */
        PhoneCodeIn: {
            /** Code */
            code: string;
        };
        /**
         * PhoneOut
         * @description The number, for its owner to send along as the customer's phone.
         */
        PhoneOut: {
            /** Phone */
            phone: string;
        };
        /**
         * PreviewOut
         * @description A template filled with a sample; `length` of `limit`, both in `unit`.
         */
        PreviewOut: {
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Length */
            length: number;
            /** Limit */
            limit: number;
            /**
             * Unit
             * @description What the vendor counts.
             * @enum {string}
             */
            unit: "characters" | "bytes";
        };
        /** ProblemOut */
        ProblemOut: {
            /** Zh */
            zh: string;
            /** En */
            en: string;
        };
        /**
         * ReasonIn
         * @description Why something is done with a customer's data; it stands in the audit log.
         */
        ReasonIn: {
            /** Reason */
            reason: string;
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
         * ReplyFileOut
         * @description A reply with its whole ladder, the page last; `next_at` is when a worker looks at it.
         */
        ReplyFileOut: {
            /** Request Id */
            request_id: string;
            /** Case Id */
            case_id: string;
            /** Feedback Id */
            feedback_id: string;
            /** Cycle */
            cycle: number;
            /** Purpose */
            purpose: string;
            /** Ordinal */
            ordinal: number;
            /** Text */
            text: string;
            /** State */
            state: string;
            /** Via */
            via: string | null;
            /**
             * Requested At
             * Format: date-time
             */
            requested_at: string;
            /**
             * Not After
             * Format: date-time
             */
            not_after: string;
            /** Delivered At */
            delivered_at: string | null;
            /** Viewed At */
            viewed_at: string | null;
            /** Next At */
            next_at: string | null;
            /** Rungs */
            rungs: components["schemas"]["RungFileOut"][];
        };
        /** ReplyOut */
        ReplyOut: {
            /** Request Id */
            request_id: string;
            /** Purpose */
            purpose: string;
            /** Cycle */
            cycle: number;
            /** Text */
            text: string;
            /** State */
            state: string;
            /** Via */
            via: string | null;
            /**
             * Requested At
             * Format: date-time
             */
            requested_at: string;
            /** Delivered At */
            delivered_at: string | null;
            /** Viewed At */
            viewed_at: string | null;
            /** Rungs */
            rungs: components["schemas"]["RungOut"][];
        };
        /**
         * ReplyPreviewIn
         * @description What is being written, empty as it may still be.
         */
        ReplyPreviewIn: {
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "question" | "result";
            /**
             * Text
             * @default
             */
            text?: string;
        };
        /**
         * ReplyPreviewOut
         * @description Every rung in the order in which it would be tried, the progress page last.
         */
        ReplyPreviewOut: {
            /** Rungs */
            rungs: components["schemas"]["RungPreviewOut"][];
        };
        /**
         * RotatedOut
         * @description A webhook with its secret, for Standard Webhooks; shown here and never again.
         */
        RotatedOut: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Url */
            url: string;
            /** Events */
            events: string[];
            /** Is Active */
            is_active: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Previous Secret Until */
            previous_secret_until: string | null;
            /** Last Success At */
            last_success_at: string | null;
            /** Last Error At */
            last_error_at: string | null;
            /** Last Error */
            last_error: string | null;
            /** Failing Since */
            failing_since: string | null;
            /** Disabled Because */
            disabled_because: string | null;
            /** Secret */
            secret: string;
        };
        /** RowError */
        RowError: {
            /** Row */
            row: number;
            /** Detail */
            detail: string;
        };
        /**
         * RungFileOut
         * @description One rung: `reason` says why it was skipped, failed, is unknown or is tried again.
         */
        RungFileOut: {
            /** Rung */
            rung: string;
            /** State */
            state: string;
            /** Reason */
            reason: string | null;
            /** Changed At */
            changed_at: string | null;
            /** Vendor Id */
            vendor_id: string | null;
            /** Attempts */
            attempts: components["schemas"]["AttemptOut"][];
        };
        /** RungOut */
        RungOut: {
            /** Rung */
            rung: string;
            /** State */
            state: string;
            /** Reason */
            reason: string | null;
        };
        /**
         * RungPreviewOut
         * @description One rung: `usable` says whether it would be tried now, `reason` why not.
         *
         *     `left` messages may be sent until `closes_at`; null where the vendor neither counts nor closes.
         *     `text` is what the customer would read, `length` of `limit` in `unit`, as the vendor counts.
         */
        RungPreviewOut: {
            /** Rung */
            rung: string;
            /** Usable */
            usable: boolean;
            /** Reason */
            reason: string | null;
            /** Closes At */
            closes_at: string | null;
            /** Left */
            left: number | null;
            /** Title */
            title: string;
            /** Text */
            text: string | null;
            /** Length */
            length: number | null;
            /** Limit */
            limit: number | null;
            /** Unit */
            unit: ("characters" | "bytes") | null;
        };
        /**
         * ScenesOut
         * @description How many codes were made now, and how many open stores still have none; `error` says why.
         */
        ScenesOut: {
            /** Made */
            made: number;
            /**
             * Missing
             * @description Ask again to have more of them made.
             */
            missing: number;
            /** Error */
            error: string | null;
        };
        /** SectionIn */
        SectionIn: {
            /** Title */
            title: string;
            /** Items */
            items: components["schemas"]["ChecklistItemIn"][];
        };
        /** SectionOut */
        SectionOut: {
            /** Title */
            title: string;
            /** Items */
            items: components["schemas"]["ChecklistItemOut"][];
        };
        /** SessionIn */
        SessionIn: {
            /** Code */
            code: string;
        };
        /**
         * SessionOut
         * @description A form token for this person; `consents` says how often each template may still be sent.
         */
        SessionOut: {
            /** Token */
            token: string;
            /**
             * Token Type
             * @default Bearer
             * @constant
             */
            token_type?: "Bearer";
            /**
             * Expires In
             * @description Seconds.
             */
            expires_in: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Template Ids */
            template_ids: string[];
            /** Consents */
            consents: {
                [key: string]: number;
            };
        };
        /** StoreOut */
        StoreOut: {
            /** Code */
            code: string;
            /** Name */
            name: string;
            /** Region */
            region: string;
            /** City */
            city: string;
            /** Timezone */
            timezone: string;
            /** Closed */
            closed: boolean;
            /** Successor */
            successor: string | null;
            /** Version */
            version: number;
        };
        /**
         * Taken
         * @description The delivery is on disk; one that is repeated is taken again and comes to nothing.
         */
        Taken: {
            /**
             * Status
             * @default received
             */
            status?: string;
        };
        /**
         * TemplateIn
         * @description A template with the key it is found by.
         */
        TemplateIn: {
            /** Text */
            text: string;
            /**
             * Title
             * @default
             */
            title?: string;
            /** Vendor Template */
            vendor_template?: string | null;
            /**
             * Purpose
             * @enum {string}
             */
            purpose: "receipt" | "question" | "result" | "survey" | "reminder" | "notice";
            /**
             * Channel
             * @enum {string}
             */
            channel: "wechat" | "wechat_subscription" | "wecom" | "sms" | "email";
            /**
             * Language
             * @enum {string}
             */
            language: "zh" | "en";
        };
        /**
         * TemplateOut
         * @description A template in use; `is_shipped` until the company saves words of its own.
         */
        TemplateOut: {
            /** Id */
            id: string;
            /** Purpose */
            purpose: string;
            /** Channel */
            channel: string;
            /** Language */
            language: string;
            /** Title */
            title: string;
            /** Text */
            text: string;
            /** Vendor Template */
            vendor_template: string | null;
            /** Is Shipped */
            is_shipped: boolean;
            /** Changed At */
            changed_at: string | null;
        };
        /**
         * TestOut
         * @description What the test button found, in the language asked for.
         */
        TestOut: {
            /** Ok */
            ok: boolean;
            /** Detail */
            detail: string;
            /** Found */
            found: {
                [key: string]: unknown;
            };
        };
        /** UnmaskIn */
        UnmaskIn: {
            /** Reason */
            reason: string;
        };
        /**
         * WebhookIn
         * @description Where one of the company's systems wants to hear of these events.
         */
        WebhookIn: {
            /** Name */
            name: string;
            /** Url */
            url: string;
            /** Events */
            events: ("feedback.received" | "feedback.appended" | "case.progressed" | "reply.delivered" | "reply.failed")[];
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
        };
        /**
         * WebhookOut
         * @description A webhook; `disabled_because` says why it was switched off after a long failure.
         */
        WebhookOut: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Url */
            url: string;
            /** Events */
            events: string[];
            /** Is Active */
            is_active: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Previous Secret Until */
            previous_secret_until: string | null;
            /** Last Success At */
            last_success_at: string | null;
            /** Last Error At */
            last_error_at: string | null;
            /** Last Error */
            last_error: string | null;
            /** Failing Since */
            failing_since: string | null;
            /** Disabled Because */
            disabled_because: string | null;
        };
        /**
         * WebhookTestOut
         * @description What a test brought: the status, or why there is none.
         */
        WebhookTestOut: {
            /** Ok */
            ok: boolean;
            /** Status */
            status: number | null;
            /** Error */
            error: string | null;
            /** Milliseconds */
            milliseconds: number;
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
         * CustomerIn
         * @description Who the customer says to be; all absent is anonymous.
         */
        CustomerIn: {
            /**
             * Name
             * @default null
             */
            name?: string | null;
            /**
             * Phone
             * @default null
             */
            phone?: string | null;
            /**
             * Email
             * @default null
             */
            email?: string | null;
            /**
             * Wechat Openid
             * @default null
             */
            wechat_openid?: string | null;
        };
        /**
         * FeedbackIn
         * @description A feedback as it is handed in.
         */
        FeedbackIn: {
            /** Text */
            text: string;
            /**
             * Channel
             * @default null
             */
            channel?: string | null;
            /**
             * Store Code
             * @default null
             */
            store_code?: string | null;
            /** @default null */
            customer?: components["schemas"]["CustomerIn"] | null;
            /**
             * Rating
             * @default null
             */
            rating?: number | null;
            /**
             * Occurred At
             * @default null
             */
            occurred_at?: string | null;
            /**
             * Campaign
             * @default null
             */
            campaign?: string | null;
            /**
             * Order No
             * @default null
             */
            order_no?: string | null;
            /**
             * Attachment Ids
             * @default []
             */
            attachment_ids?: string[];
            /**
             * External Id
             * @default null
             */
            external_id?: string | null;
            /**
             * Extra
             * @default null
             */
            extra?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * ChangedStoreInAsRead
         * @description A store as it shall be; `code` may be repeated but never differs from the path.
         */
        ChangedStoreInAsRead: {
            /** Name */
            name: string;
            /** Region */
            region: string;
            /** City */
            city: string;
            /**
             * Timezone
             * @default Asia/Shanghai
             */
            timezone?: string;
            /**
             * Closed
             * @default false
             */
            closed?: boolean;
            /** Successor */
            successor?: string | null;
            /** Code */
            code?: string | null;
            /** Version */
            readonly version?: number;
        };
        /**
         * ChangedAccountInAsRead
         * @description An account as it shall be; channel and name may be repeated but never differ.
         *
         *     A credential may be repeated as it is shown, true for one that is set and false for none.
         */
        ChangedAccountInAsRead: {
            /** Title */
            title: string;
            /** Settings */
            settings?: {
                [key: string]: unknown;
            };
            /** Credentials */
            credentials?: {
                [key: string]: string | boolean | null;
            };
            /** Store Code */
            store_code?: string | null;
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /** Channel */
            channel?: string | null;
            /** Name */
            name?: string | null;
            /** Callback Url */
            readonly callback_url?: string | null;
            /**
             * Changed At
             * Format: date-time
             */
            readonly changed_at?: string;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Id */
            readonly id?: string;
            /** Last Error */
            readonly last_error?: string | null;
            /** Last Error At */
            readonly last_error_at?: string | null;
            /** Last Success At */
            readonly last_success_at?: string | null;
            /** Revision */
            readonly revision?: number;
        };
        /**
         * ChecklistInAsRead
         * @description A checklist; the codes of its items differ from one another.
         */
        ChecklistInAsRead: {
            /** Name */
            name: string;
            /** Sections */
            sections: components["schemas"]["SectionIn"][];
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /**
             * Changed At
             * Format: date-time
             */
            readonly changed_at?: string;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Id */
            readonly id?: string;
            /** Revision */
            readonly revision?: number;
        };
        /**
         * ChangedTemplateInAsRead
         * @description A template anew; its key may be repeated and never changes.
         */
        ChangedTemplateInAsRead: {
            /** Text */
            text: string;
            /**
             * Title
             * @default
             */
            title?: string;
            /** Vendor Template */
            vendor_template?: string | null;
            /** Purpose */
            purpose?: ("receipt" | "question" | "result" | "survey" | "reminder" | "notice") | null;
            /** Channel */
            channel?: ("wechat" | "wechat_subscription" | "wecom" | "sms" | "email") | null;
            /** Language */
            language?: ("zh" | "en") | null;
            /** Changed At */
            readonly changed_at?: string | null;
            /** Id */
            readonly id?: string;
            /** Is Shipped */
            readonly is_shipped?: boolean;
        };
        /**
         * WebhookInAsRead
         * @description Where one of the company's systems wants to hear of these events.
         */
        WebhookInAsRead: {
            /** Name */
            name: string;
            /** Url */
            url: string;
            /** Events */
            events: ("feedback.received" | "feedback.appended" | "case.progressed" | "reply.delivered" | "reply.failed")[];
            /**
             * Is Active
             * @default true
             */
            is_active?: boolean;
            /**
             * Changed At
             * Format: date-time
             */
            readonly changed_at?: string;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Disabled Because */
            readonly disabled_because?: string | null;
            /** Failing Since */
            readonly failing_since?: string | null;
            /** Id */
            readonly id?: string;
            /** Last Error */
            readonly last_error?: string | null;
            /** Last Error At */
            readonly last_error_at?: string | null;
            /** Last Success At */
            readonly last_success_at?: string | null;
            /** Previous Secret Until */
            readonly previous_secret_until?: string | null;
        };
        /**
         * FormInAsRead
         * @description What may be said of a form. A consent text comes in both languages, with its version.
         */
        FormInAsRead: {
            /** Title Zh */
            title_zh: string;
            /** Title En */
            title_en: string;
            /**
             * Intro Zh
             * @default
             */
            intro_zh?: string;
            /**
             * Intro En
             * @default
             */
            intro_en?: string;
            /**
             * Channel
             * @default web
             */
            channel?: string;
            /** Store Code */
            store_code?: string | null;
            /** Campaign */
            campaign?: string | null;
            /**
             * Language
             * @default auto
             * @enum {string}
             */
            language?: "auto" | "zh" | "en";
            /**
             * @default {
             *       "text": "required",
             *       "rating": "optional",
             *       "pictures": "optional",
             *       "name": "optional",
             *       "phone": "optional",
             *       "email": "optional",
             *       "order_no": "hidden"
             *     }
             */
            fields?: components["schemas"]["FieldsIn"];
            /**
             * Extra Fields
             * @default []
             */
            extra_fields?: components["schemas"]["ExtraFieldIn"][];
            /** Consent Zh */
            consent_zh?: string | null;
            /** Consent En */
            consent_en?: string | null;
            /** Consent Version */
            consent_version?: string | null;
            /**
             * Consent Must Be Ticked
             * @default false
             */
            consent_must_be_ticked?: boolean;
            /**
             * Sends Receipt
             * @description Whether who leaves a phone or an e-mail address gets a receipt by it, with the link to the progress page.
             * @default false
             */
            sends_receipt?: boolean;
            /**
             * Is Open
             * @default true
             */
            is_open?: boolean;
            /** Changed At */
            readonly changed_at?: string | null;
            /** Code */
            readonly code?: string;
            /**
             * Created At
             * Format: date-time
             */
            readonly created_at?: string;
            /** Url */
            readonly url?: string;
            /** Version */
            readonly version?: number;
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
    list_feedback: {
        parameters: {
            query?: {
                store_code?: string | null;
                channel?: string | null;
                /** @description Received then or later. */
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
                    "application/json": components["schemas"]["Page_FeedbackBrief_"];
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
    post_feedback: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackIn"];
            };
        };
        responses: {
            /** @description Repeated: the first answer again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackReceipt"];
                };
            };
            /** @description On disk, together with its event. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackReceipt"];
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
    get_feedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                feedback_id: string;
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
                    "application/json": components["schemas"]["FeedbackOut"];
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
    post_attachment: {
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
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentOut"];
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
    get_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attachment_id: string;
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
    list_stores: {
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
                    "application/json": components["schemas"]["Page_StoreOut_"];
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
    post_store: {
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
                "application/json": components["schemas"]["NewStoreIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreOut"];
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
    get_store: {
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
                    "application/json": components["schemas"]["StoreOut"];
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
    put_store: {
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
                "application/json": components["schemas"]["ChangedStoreInAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreOut"];
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
    post_unmask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnmaskIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactOut"];
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
    get_ledger: {
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
                    "application/json": components["schemas"]["LedgerOut"];
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
    list_channels: {
        parameters: {
            query?: {
                channel?: string | null;
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
                    "application/json": components["schemas"]["Page_AccountOut_"];
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
    post_channel: {
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
                "application/json": components["schemas"]["NewAccountIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOut"];
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
    get_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
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
                    "application/json": components["schemas"]["AccountOut"];
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
    put_channel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"r-3"`. */
                "If-Match"?: string | null;
            };
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedAccountInAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountOut"];
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
    delete_channel: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"r-3"`. */
                "If-Match"?: string | null;
            };
            path: {
                account_id: string;
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
    post_channel_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
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
                    "application/json": components["schemas"]["TestOut"];
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
    post_channel_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingPreviewIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingPreviewOut"];
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
    list_channel_items: {
        parameters: {
            query?: {
                state?: ("waiting" | "done" | "ignored" | "failed") | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                account_id: string;
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
                    "application/json": components["schemas"]["Page_ItemOut_"];
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
    replay_channel_item: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
                item_id: string;
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
                    "application/json": components["schemas"]["ItemOut"];
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
    post_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
            };
            cookie?: never;
        };
        /** @description The vendor's JSON, as it signs it. */
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
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
    post_unsigned_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
                token: string;
            };
            cookie?: never;
        };
        /** @description The vendor's JSON, as it signs it. */
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
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
    list_checklists: {
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
                    "application/json": components["schemas"]["Page_ChecklistOut_"];
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
    post_checklist: {
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
                "application/json": components["schemas"]["ChecklistIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChecklistOut"];
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
    get_checklist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checklist_id: string;
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
                    "application/json": components["schemas"]["ChecklistOut"];
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
    put_checklist: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"r-3"`. */
                "If-Match"?: string | null;
            };
            path: {
                checklist_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChecklistInAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChecklistOut"];
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
    delete_checklist: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag you read, such as `"r-3"`. */
                "If-Match"?: string | null;
            };
            path: {
                checklist_id: string;
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
    list_inspections: {
        parameters: {
            query?: {
                store_code?: string | null;
                checklist_id?: string | null;
                /** @description Inspected then or later. */
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
                    "application/json": components["schemas"]["Page_InspectionBrief_"];
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
    post_inspection: {
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
                "application/json": components["schemas"]["InspectionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InspectionOut"];
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
    get_inspection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inspection_id: string;
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
                    "application/json": components["schemas"]["InspectionOut"];
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
    list_replies: {
        parameters: {
            query?: {
                feedback_id?: string | null;
                /** @description Only replies in this state. */
                state?: ("waiting" | "sending" | "delivered" | "failed" | "unknown" | "expired") | null;
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
                    "application/json": components["schemas"]["Page_ReplyFileOut_"];
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
    get_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
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
                    "application/json": components["schemas"]["ReplyFileOut"];
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
    preview_reply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The feedback that is answered. */
                feedback_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplyPreviewIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplyPreviewOut"];
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
    list_templates: {
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
                    "application/json": components["schemas"]["Page_TemplateOut_"];
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
    post_template: {
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
                "application/json": components["schemas"]["TemplateIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateOut"];
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
    post_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewOut"];
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
    get_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                template_id: string;
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
                    "application/json": components["schemas"]["TemplateOut"];
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
    put_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                template_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedTemplateInAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateOut"];
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
    delete_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                template_id: string;
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
    get_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                template_id: string;
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
                    "application/json": components["schemas"]["PreviewOut"];
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
    list_webhooks: {
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
                    "application/json": components["schemas"]["Page_WebhookOut_"];
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
    post_webhook: {
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
                "application/json": components["schemas"]["WebhookIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedOut"];
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
    get_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
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
                    "application/json": components["schemas"]["WebhookOut"];
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
    put_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookInAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookOut"];
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
    delete_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
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
    rotate_webhook_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
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
                    "application/json": components["schemas"]["RotatedOut"];
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
    try_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
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
                    "application/json": components["schemas"]["WebhookTestOut"];
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
    list_deliveries: {
        parameters: {
            query?: {
                /** @description Only deliveries in this state. */
                state?: ("waiting" | "sending" | "delivered" | "dead") | null;
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                webhook_id: string;
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
                    "application/json": components["schemas"]["Page_DeliveryOut_"];
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
    replay_webhook_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhook_id: string;
                delivery_id: string;
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
                    "application/json": components["schemas"]["DeliveryOut"];
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
    find_customers: {
        parameters: {
            query?: {
                phone?: string | null;
                email?: string | null;
                wechat_openid?: string | null;
                wechat_unionid?: string | null;
                wecom_userid?: string | null;
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
                    "application/json": components["schemas"]["FoundCustomers"];
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
    show_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["CustomerOut"];
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
    list_feedback_of_customer: {
        parameters: {
            query?: {
                /** @description How many items a page holds. */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first. */
                cursor?: string | null;
            };
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Page_FeedbackBrief_"];
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
    merge_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityOut"];
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
    split_merged_customer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityOut"];
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
    post_erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityOut"];
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
    post_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonIn"];
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
    post_evidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The feedback it is evidence for. */
                feedback_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvidenceIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceOut"];
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
    show_own_addresses: {
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
                    "application/json": components["schemas"]["AddressesOut"];
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
    set_own_addresses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressesOut"];
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
    show_addresses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the member of staff. */
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
                    "application/json": components["schemas"]["AddressesOut"];
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
    put_addresses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the member of staff. */
                staff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressesIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressesOut"];
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
    list_forms: {
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
                    "application/json": components["schemas"]["Page_FormOut_"];
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
    add_web_form: {
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
                "application/json": components["schemas"]["NewFormIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormOut"];
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
    show_web_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                form_code: string;
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
                    "application/json": components["schemas"]["FormOut"];
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
    change_web_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                form_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FormInAsRead"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormOut"];
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
    remove_web_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                form_code: string;
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
    list_imports: {
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
                    "application/json": components["schemas"]["Page_ImportOut_"];
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
    add_import: {
        parameters: {
            query?: {
                /** @description Only say what would happen. */
                dry_run?: boolean;
                /** @description true: start at once; false: wait for the mapping to be confirmed; left out: start when the headings say which column holds the text. */
                auto?: boolean | null;
                /** @description JSON, such as {"text": "内容"}; starts at once. */
                mapping?: string | null;
                channel?: string;
            };
            header?: {
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description A dry run: nothing was kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRunOut"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
    show_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
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
                    "application/json": components["schemas"]["ImportOut"];
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
    put_mapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
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
    post_cancel_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
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
                    "application/json": components["schemas"]["ImportOut"];
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
    get_rejects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                import_id: string;
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
    get_qrcode_sheets: {
        parameters: {
            query?: {
                /** @description Only stores of this region. */
                region?: string | null;
                /** @description Which form the code leads to; by default the store's own, else the oldest. */
                form?: string | null;
                /** @description An Official Account: the codes that WeChat made for it, `POST /v1/channels/{id}/scenes`, instead of a form's. */
                account?: string | null;
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
    get_qrcode_svg: {
        parameters: {
            query?: {
                /** @description Which form the code leads to; by default the store's own, else the oldest. */
                form?: string | null;
                /** @description An Official Account: the codes that WeChat made for it, `POST /v1/channels/{id}/scenes`, instead of a form's. */
                account?: string | null;
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
    get_qrcode_png: {
        parameters: {
            query?: {
                /** @description Which form the code leads to; by default the store's own, else the oldest. */
                form?: string | null;
                /** @description An Official Account: the codes that WeChat made for it, `POST /v1/channels/{id}/scenes`, instead of a form's. */
                account?: string | null;
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
    post_scenes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
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
                    "application/json": components["schemas"]["ScenesOut"];
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
    get_official: {
        parameters: {
            query?: {
                echostr?: string;
                timestamp?: string;
                nonce?: string;
                signature?: string;
                msg_signature?: string;
                encrypt_type?: string;
            };
            header?: never;
            path: {
                account: string;
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
    post_official: {
        parameters: {
            query?: {
                timestamp?: string;
                nonce?: string;
                signature?: string;
                msg_signature?: string;
                encrypt_type?: string;
            };
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/xml": string;
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
    post_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                app: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
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
    post_consents: {
        parameters: {
            query?: never;
            header?: {
                Authorization?: string;
                /** @description Repeating a request with the same key and body gives the first answer again. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                app: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentsIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentsOut"];
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
    post_phone: {
        parameters: {
            query?: never;
            header?: {
                Authorization?: string;
            };
            path: {
                app: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneCodeIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneOut"];
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
    get_wecom: {
        parameters: {
            query?: {
                echostr?: string;
                timestamp?: string;
                nonce?: string;
                signature?: string;
                msg_signature?: string;
                encrypt_type?: string;
            };
            header?: never;
            path: {
                corp: string;
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
    post_wecom: {
        parameters: {
            query?: {
                timestamp?: string;
                nonce?: string;
                signature?: string;
                msg_signature?: string;
                encrypt_type?: string;
            };
            header?: never;
            path: {
                corp: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/xml": string;
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
    list_cursors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
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
                    "application/json": components["schemas"]["CursorsOut"];
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
    get_form: {
        parameters: {
            query?: {
                store?: string | null;
                /** @description zh or en. */
                lang?: string | null;
            };
            header?: never;
            path: {
                form_code: string;
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
    post_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                form_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackIn"];
                "application/x-www-form-urlencoded": {
                    text: string;
                    rating?: string;
                    name?: string;
                    phone?: string;
                    email?: string;
                    order_no?: string;
                    store_code?: string;
                    website?: string;
                    token: string;
                    consent?: string;
                    lang?: string;
                };
                "multipart/form-data": {
                    text: string;
                    rating?: string;
                    name?: string;
                    phone?: string;
                    email?: string;
                    order_no?: string;
                    store_code?: string;
                    website?: string;
                    token: string;
                    consent?: string;
                    lang?: string;
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
    get_progress: {
        parameters: {
            query?: {
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
    get_picture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
                picture_id: string;
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
    post_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            303: {
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
    post_message: {
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
                "application/json": {
                    /** Text */
                    text: string;
                    /** Key */
                    key?: string | null;
                };
                "application/x-www-form-urlencoded": {
                    /** Text */
                    text: string;
                    /** Key */
                    key?: string | null;
                };
                "multipart/form-data": {
                    /** Text */
                    text: string;
                    /** Key */
                    key?: string | null;
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
