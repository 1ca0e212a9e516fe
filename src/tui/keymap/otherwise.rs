//! What people call an action who do not know its name here: other words by which the palette finds it.

use super::Action;

/// Other words for an action, separated by spaces; none for what is only moved by.
#[rustfmt::skip]
pub fn otherwise(action: Action) -> &'static str {
    use Action as A;
    match action {
        A::Up | A::Down | A::PageUp | A::PageDown | A::First | A::Last | A::Open | A::Palette | A::Pick(_) => "",
        A::Back => "return leave close previous",
        A::Forward => "redo again ahead",
        A::NextPane | A::PreviousPane => "switch window panel focus column",
        A::Search | A::GoSearch => "find lookup who customer person contact order number email phone open deal company",
        A::Help => "keys shortcuts manual what how",
        A::Quit => "exit close stop bye",
        A::Suspend => "background shell pause",
        A::GoLeads => "prospects pipeline sales show list",
        A::GoQueue => "tickets inbox queue support home show list",
        A::GoCalls => "agenda today meetings calendar phone schedule plan",
        A::GoOutbox => "sent pending sending queue show",
        A::GoApprovals => "approve requests permission waiting manager review",
        A::GoActivity => "history log mine today show",
        A::GoAudit => "history log trail record proof show",
        A::GoWires => "ai prompts requests privacy model traffic show",
        A::GoSources => "sync health status connections errors stuck vendors accounts",
        A::GoScores => "models statistics clv churn accuracy",
        A::GoScoreFields => "mapping fields crm difference scores",
        A::GoTierReviews => "tier gold silver platinum downgrade upgrade",
        A::GoQuiet => "churn risk winback silent lapsed leaving",
        A::WriteScores => "push upload update crm",
        A::TakeScoresBack => "undo revert restore roll back scores crm",
        A::TakeOver => "overwrite replace force",
        A::FitScores => "train learn calculate model",
        A::EarlierModel => "restore previous rollback old",
        A::WhatIf => "simulate suppose try scenario hypothetical",
        A::ExactTimes => "clock date timestamps when absolute relative",
        A::Theme => "colour color scheme appearance skin mode night day",
        A::Browse => "web url link page site external shopify hubspot",
        A::Undo => "take back revert cancel mistake restore",
        A::Copy | A::CopyField => "clipboard yank clip",
        A::AskVendors => "fetch online shopify hubspot lookup",
        A::Filter => "narrow only search show where",
        A::NextView | A::PreviousView => "tab list mine unassigned late switch",
        A::NextOrder => "sort arrange by",
        A::Why => "explain reason rank details more unfold",
        A::Claim => "take mine grab own assign",
        A::Hand => "give assign pass transfer colleague delegate forward",
        A::Nurture => "later keep warm postpone not now",
        A::Disqualify => "lost reject discard junk spam no",
        A::Scratch => "pad notes memo write during",
        A::Mark => "select choose tick check",
        A::MarkAll | A::MarkAlike => "select all everything tick bulk",
        A::Status => "close resolve solve reopen pending stage state",
        A::Priority => "urgent high low important pressing",
        A::Owner | A::GiveSuggested => "assign hand give owner pass transfer reassign delegate colleague",
        A::Answer => "reply respond send write message email",
        A::Macro => "template canned snippet quick reply respond text",
        A::Label => "category tag classify mood urgency language correct wrong",
        A::Sent => "done delivered answered posted mailed",
        A::Snooze => "sleep later wake wait postpone remind defer hide pending",
        A::Summary => "summarise summarize short tldr overview recap",
        A::Next => "following skip forward",
        A::Previous => "before last back",
        A::Done => "finish complete end close tick",
        A::CallCompany => "open account organisation firm phone brief",
        A::CallDeal => "open opportunity negotiation phone brief",
        A::PaneBrief => "summary suggestions overview prepare",
        A::PaneOrders => "purchases bought products parcels shipments",
        A::PaneCases => "tickets messages conversation thread",
        A::PaneTimeline => "history events activity feed",
        A::PaneFacts => "details score clv churn identities data",
        A::Pictures => "charts graphs plots statistics visual",
        A::Accept => "send approve ok yes do use apply",
        A::Edit => "change rewrite modify draft adjust",
        A::Dismiss => "reject no ignore hide refuse decline",
        A::Evidence => "proof source why basis reference cite",
        A::OpenCustomer => "profile person who contact",
        A::Wires => "ai prompts privacy model traffic sent",
        A::Refresh => "reload update sync again fetch",
        A::WriteAgain => "regenerate rewrite redo retry brief",
        A::SwitchPurpose => "toggle mode perspective",
        A::Ask => "question query chat ai",
        A::Note => "comment remark memo internal log",
        A::Task => "todo reminder follow up callback",
        A::Link => "merge join same person duplicate combine",
        A::Unlink => "split separate wrong person detach unmerge",
        A::WhyOne => "links identities merged duplicate explain",
        A::Retry => "again resend repeat",
        A::Drop => "cancel delete remove discard skip",
        A::Approve => "yes allow grant accept permit ok",
        A::Reject => "no deny decline refuse turn down",
        A::VerifyChain => "check integrity proof tamper valid",
        A::Replay => "reproduce rebuild compare rerun",
        A::Export => "save file download report dump",
        A::Pretty => "format raw json toggle",
        A::TestSources => "doctor check health diagnose connection",
        A::Sync => "import load backfill download fetch",
        A::Save => "send finish ok submit",
        A::OwnEditor => "vim emacs nano external",
        A::NextField | A::PreviousField => "switch input",
        A::Yes => "ok confirm do",
        A::Keep => "hold wait",
        A::TaskTitle => "rename call subject",
        A::TaskDue => "date day when deadline",
    }
}

/// Whether what is typed behind an action's words goes on as its argument: `snooze 2d`.
pub fn takes_an_argument(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::Search
            | A::GoSearch
            | A::Filter
            | A::Status
            | A::Priority
            | A::Owner
            | A::Label
            | A::Macro
            | A::Answer
            | A::Snooze
            | A::Hand
            | A::Note
            | A::Task
            | A::Ask
            | A::WhatIf
            | A::CopyField
            | A::Theme
    )
}
