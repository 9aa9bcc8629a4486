"""What the made-up members think of what they have seen: (name, bulbs, words), each said on the evening they saw it."""

from app.demo.programme.members import MEMBERS
from app.demo.programme.shapes import DemoReview

AFTER_DAYS = 0.1

SAID: dict[str, tuple[tuple[str, int, str], ...]] = {
    "the-aurora-keeper": (
        ("Oddny", 5, "I spent two winters at a station like this. They got the sound of the stove right."),
        ("Tomasz", 4, "Slow until the mast, and after the mast I could not have said what day it was."),
        ("Hanh", 5, "She logs everything except being lonely. Then episode three, and the pencil."),
        ("Grégoire", 4, "The lake acts better than most people I have seen act."),
        ("Sunniva", 5, "Watch it twice. In the first episode the lights hold their breath while she calls."),
        ("Kofi", 4, "I know nothing about radio, and now I want a mast."),
        ("Keiko", 2, "The colours are splendid. I stopped where she lights the lamp; it was too quiet for a Friday."),
        ("Xiomara", 3, "Handsome. I kept waiting for it to get a rhythm, and it kept waiting too."),
        ("Leila", 4, "Nilo fell asleep in the storm and asked at breakfast who had answered."),
        ("Mateus", 4, "Four short evenings. I was sorry when the plane came."),
        ("Mele", 5, "Where I grew up you do not whistle at the lights. I held my breath for her."),
        ("Sinéad", 5, "The pilot speaks twice, and the second time turned the heating off in our flat."),
        ("Anselm", 5, "A keeper who keeps nothing but a book. I have kept a light, and that is how it is."),
        ("Wanjiru", 4, "Episode three is mostly a dark lake and I have thought of little else."),
        ("Rashid", 4, "I would like a whole season of the log book, read aloud."),
        ("Torvald", 3, "The rose sky is a bit much. My wife says it really was that colour in 1989."),
        ("Agnieszka", 5, "Finished at one in the morning, went to look at my own pencil."),
    ),
    "rain-on-a-tin-roof": (
        ("Oddny", 5, "My grandmother also talked only when the kettle was loud."),
        ("Tomasz", 4, "Look at the rings when she says you. They have stopped crossing."),
        ("Kofi", 5, "Our roof is tin. I turned the film off to check whether it was ours."),
        ("Grégoire", 4, "One drip, two drips, and a whole family between them."),
        ("Yewande", 3, "Too sad for after supper, though I am glad that somebody made it."),
        ("Priya", 3, "Left for a phone call and did not come back. My fault, and I could hear it from the hall."),
        ("Chiara", 5, "Never shows her face. You would know it in the street."),
        ("Dao", 5, "I have watched rain for years and did not know it was waiting for me to speak."),
        ("Torvald", 4, "So short, and it still takes its time. Respect."),
    ),
    "two-tones-in-blue": (
        ("Keiko", 5, "A unison, an argument, an octave, a unison. Every string quartet should see it."),
        ("Emre", 5, "I tuned my saz to it. The second tone wins."),
        ("Bram", 4, "The halo round the line is what wool looks like under a lamp, if you wait."),
        ("Jarek", 4, "I showed it to the apprentices on an oscilloscope. They asked for the song."),
        ("Priya", 5, "Eight times now. On the bus it is a different film."),
        ("Oddny", 2, "It hums. I have a fridge."),
        ("Daniel", 2, "Clever. The children voted for birds."),
    ),
    "coral-city": (
        ("Emre", 4, "Marimba for a reef: somebody had to."),
        ("Leila", 5, "Nilo counted the seeds and there really are twelve."),
        ("Yewande", 4, "The streets let go. I said that to my sister about our old quarter, and she cried."),
        ("Pablo", 5, "I dive. It does not look like this, and it feels exactly like this."),
        ("Farid", 5, "At the end every house is an island. I live in such a house."),
        ("Wanjiru", 5, "Third time. Now I watch only the dark parts, where it will go next."),
        ("Tomasz", 2, "Pretty wallpaper until I went to make tea."),
        ("Ilse", 3, "A weaver would have stopped when it was full. I did."),
    ),
    "nine-thousand-swallows": (
        ("Leila", 5, "We went to the reeds the next evening. There were maybe forty. Nilo was content."),
        ("Daniel", 5, "The whole sofa ducked for the falcon."),
        ("Yewande", 4, "Each one watches only seven others. We are five at table and manage three."),
        ("Mateus", 5, "My father ringed swallows. He would have complained about the light and watched it again."),
        ("Mele", 3, "Lovely start; then the telephone. I shall give it another evening."),
    ),
    "paper-moons": (
        ("Leila", 5, "We have thirty paper moons on the stairs now. Thank you very much."),
        ("Daniel", 4, "The crooked one is the best one, and the film knows it."),
        ("Mateus", 5, "He leaves the last place empty. I went to telephone my mother."),
        ("Chiara", 5, "Scissors as music. And the ship, when it comes, is so small."),
        ("Rashid", 4, "My son is eleven and too old for it, he says. He has seen it three times."),
        ("Agnieszka", 5, "I was at sea for nine years. I know who hung those."),
        ("Farid", 3, "Sweet. I looked away and then it was tomorrow."),
    ),
    "snowblind-radio": (
        ("Hanh", 5, "I had never heard snow in stereo. The left side falls later."),
        ("Grégoire", 5, "It ends when the plate is full, which is how a concert should end."),
        ("Sunniva", 4, "Put it on for the dog. The dog sat down."),
        ("Kofi", 4, "Where I come from nobody has heard this. I played it at the shop all day."),
        ("Anselm", 2, "A blizzard on the wireless is a warning, not a tune. Went to bed."),
    ),
    "pendulum-season": (
        ("Keiko", 5, "Fifteen bobs, one rule, and I gasped when they came home."),
        ("Jarek", 4, "Honest work. I checked the periods with a watch."),
        ("Xiomara", 5, "It is a dance class: everybody is right and nobody is together, and then the last bar."),
        ("Daniel", 4, "The little one shouted NOW at the proper moment. Both times."),
        ("Sunniva", 2, "I do like a swing, but half of it was plenty."),
        ("Mateus", 4, "We have hung spoons from the kitchen shelf."),
    ),
    "the-lissajous-waltz": (
        ("Emre", 5, "Three against two, and my foot agreed before I did."),
        ("Xiomara", 5, "One beam, no legs, better posture than my whole studio."),
        ("Bram", 4, "It turns in space though it is flat. I tried to weave it. I shall try again."),
        ("Torvald", 2, "A screen saver with a good tailor."),
    ),
    "moth-hour": (
        ("Chiara", 5, "The lamp hums at exactly the pitch of our porch. All the windows here are open now."),
        ("Ilse", 4, "Wings are cloth too. The grey one at the end is better made than anything I sold this year."),
        ("Agnieszka", 4, "You want somebody to put out the light, and you want nobody to."),
        ("Grégoire", 2, "I itched. That may be praise."),
    ),
    "nocturne-for-looms": (
        ("Bram", 5, "I worked nights at such a mill. They kept the mistake in row nine. Bless them."),
        ("Keiko", 4, "You can read the music off the cloth afterwards, row by row."),
        ("Jarek", 5, "The machines are in time and the people are not there. Watch it loud."),
        ("Rashid", 5, "I drive nights. It is the only film that goes at my speed."),
        ("Torvald", 4, "My mother wove. I could smell the oil."),
    ),
    "four-suns": (
        ("Hanh", 4, "At the third noon I understood that the shadows were the people."),
        ("Kofi", 5, "Four noons and still no shade. The valley looks like bread at the end."),
        ("Mele", 4, "The blue sun is the moon, I am sure of it. Anselm is not."),
        ("Pablo", 4, "Dunes are only a slow sea, so it counts as mine."),
        ("Sinéad", 5, "I paused it on the second one and painted our kitchen that colour."),
    ),
    "the-long-current": (
        ("Anselm", 5, "A thousand years, and she makes you feel one of them."),
        ("Mele", 5, "Each thread is a drifter that somebody threw in by hand. My cousin threw four."),
        ("Pablo", 5, "No banks, she says. My whole trade in two words."),
        ("Wanjiru", 4, "I followed one grain from left to right and missed the rest. No regrets."),
        ("Bram", 2, "Spaghetti. I left early for real spaghetti."),
    ),
}
ELSEWHERE = (
    DemoReview("Mele", "the-lighthouse-ledger", 4, "Saw it at the harbour festival: bring a coat and a sister.", 21),
    DemoReview("Rashid", "last-bus-to-marrow", 5, "Festival print. I drive the 14, and she got the doors right.", 4),
    DemoReview("Leila", "goose-post", 5, "Shown at the library. The goose who reads the postcards is all of us.", 6),
    DemoReview("Bram", "woodgrain", 3, "Seen in a school gym. It needs a bigger plank.", 30),
)


def reviews() -> tuple[DemoReview, ...]:
    """All of it as reviews, dated by who saw what when."""
    seen = {member.name: member for member in MEMBERS}
    said = []
    for title, lines in SAID.items():
        for name, bulbs, words in lines:
            watch = seen[name].watch_of(title)
            assert watch is not None, (name, title)  # noqa: S101 - nobody reviews what they have not seen
            said.append(DemoReview(name, title, bulbs, words, watch.days_ago - min(AFTER_DAYS, watch.days_ago / 2)))
    return (*said, *ELSEWHERE)
