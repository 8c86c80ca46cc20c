//! The sample articles lose the lines around their story, and nothing else.

use serde_json::Value;

use super::article;

/// Every line that the sample articles' annotators call boilerplate.
const BOILERPLATE: &[(&str, &str)] = &[
    ("vietnam-mongolia-visit", "(Reporting by Otgon Sarnai; editing by Hugh Pembury)"),
    ("qasira-truce-live", "Follow along as our reporters bring you the latest. Refresh the page for updates."),
    ("qasira-truce-live", "Got a question about the truce? Send it to live@northlight.example"),
    ("southern-lantern", "FOR IMMEDIATE RELEASE"),
    ("southern-lantern", "ENDS"),
    ("southern-lantern", "Media contact: Ratih Wulandari, RMTC Public Affairs, +62 31 555 0142"),
    ("southern-lantern", "Photographs may be used free of charge with credit to RMTC."),
    ("madagascar-runoff", "By Our Correspondent in Antananarivo"),
    ("madagascar-runoff", "Click here to receive the Courier's morning briefing"),
    ("madagascar-runoff", "Tags: Madagascar, elections, SADC"),
    ("jharkhand-budget", "Download our app for breaking news alerts"),
    ("jharkhand-budget", "Published under licence. Views in user comments are their own."),
    ("sofa-chain-third-warning", "Pictured: the Dunmore & Pike showroom in Hull (Image: file)"),
    ("sofa-chain-third-warning", "READ MORE: Ten ways to haggle for furniture — and win"),
    ("ajoyo-series-b", "Subscribe to The Kora Brief, our free Friday newsletter"),
    ("ajoyo-series-b", "Share this: Twitter | WhatsApp | LinkedIn"),
    ("aeroquindio-chapter-safety", "Learn Extra: Which airways may very well be subsequent?"),
    ("aeroquindio-chapter-safety", "Leave a Reply"),
    ("aeroquindio-chapter-safety", "Your email address will not be published. Required fields are marked *"),
    ("san-telmo-governor-resigns", "(Reporting by Julia Farfán in Puerto San Telmo; editing by Owen Strand)"),
    ("san-telmo-governor-resigns", "Our standards: the Andes Cable code of conduct"),
    (
        "borealis-jet-window-keflavik",
        "This article was compiled with the help of automated tools and checked by an editor.",
    ),
    ("borealis-jet-window-keflavik", "Advertisement"),
    ("strathlorne-sergeant-misconduct-hearing", "Share&nbsp;this&nbsp;article &raquo;"),
    ("strathlorne-sergeant-misconduct-hearing", "&copy; Lorne Times 2022 | Contact us | Privacy &amp; cookies"),
    ("glanrafon-night-closure-qa", "HAVE YOUR SAY: email letters@glanrafonchronicle.example"),
    ("glanrafon-night-closure-qa", "Interview by Nia Pugh"),
    ("haneul-mirae-4-live", "Refresh this page for updates"),
    ("haneul-mirae-4-live", "You may also like: Which chatbot is right for you?"),
    ("zoric-quits-rovers", "EXCLUSIVE By Dave Tranter"),
    ("zoric-quits-rovers", "READ MORE: Ten deadline-day disasters"),
    ("zoric-quits-rovers", "Follow us on Facebook for all the gossip"),
    ("asuboa-queen-mother-installed", "The new queen mother greets elders in Asuboa on Saturday. Photo: Efua Mensima"),
    ("lumo-scam-adverts-hearing", "Sign up for First Reading, our free politics newsletter"),
    ("lumo-scam-adverts-hearing", "Copyright Table Bay Newswire 2023"),
];

#[test]
fn the_sample_articles_lose_their_boilerplate_and_nothing_else() {
    let samples = include_str!("../../examples/articles.ndjson");
    let (mut gone, mut lost, mut words) = (0, 0, 0);
    for line in samples.lines() {
        let source: Value = serde_json::from_str(line).unwrap();
        let read = article(line);
        assert_eq!(read.language.as_deref(), Some("en"));
        assert_eq!(read.published_at.as_deref(), source["published_at"].as_str());
        let lines: Vec<&str> = BOILERPLATE.iter().filter(|(id, _)| *id == read.id).map(|(_, line)| *line).collect();
        gone += lines.iter().filter(|line| !read.text.contains(**line)).count();
        let wrong = read.dropped.iter().filter(|dropped| !lines.contains(&dropped.text.as_str()));
        // A line that was repaired no longer equals the annotators' copy of it.
        let wrong = wrong.filter(|_| read.warnings.is_empty());
        lost += wrong.map(|dropped| dropped.text.split_whitespace().count()).sum::<usize>();
        words += read.text.split_whitespace().count();
    }
    assert!(gone * 100 >= BOILERPLATE.len() * 95, "{gone} of {} lines are gone", BOILERPLATE.len());
    assert!(lost * 1000 <= words * 5, "{lost} of {words} words of the story are lost");
}
