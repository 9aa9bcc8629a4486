"""What was said in the talk, each at its moment in the picture, and what was answered.

In The Aurora Keeper Ruth stands in the second episode, ten seconds in: the first lines are before her, the rest wait.
"""

from app.demo.programme.shapes import DemoPost

KEEPER = "the-aurora-keeper"


def keeper(episode: int | None, at_s: float, profile: str, text: str, *answers: tuple[str, str]) -> DemoPost:
    """A line about The Aurora Keeper."""
    return DemoPost(profile, KEEPER, episode, at_s, text, answers)


def about(title: str, at_s: float, profile: str, text: str, *answers: tuple[str, str]) -> DemoPost:
    """A line about a film."""
    return DemoPost(profile, title, None, at_s, text, answers)


POSTS = (
    keeper(
        None,
        0,
        "Sunniva",
        "For whoever is about to begin: dark room, no telephone, and the sound up a little more than you like.",
        ("Kofi", "Did as told. The fridge had to go off too."),
        ("Mateus", "We did it with the blinds down at four in the afternoon. Works."),
    ),
    keeper(1, 3.0, "Oddny", "Relay Nine, first night, lamp lit. Nobody says the weather first; that is how you know."),
    keeper(
        1,
        10.5,
        "Hanh",
        "‘Correction. There is something else.’ She sounds annoyed with it.",
        ("Anselm", "You log what you can. A thing without a line in the log is a nuisance."),
    ),
    keeper(
        1,
        14.5,
        "Tomasz",
        "Does she mean the three short ones as a joke? I could not tell from her back.",
        ("Sunniva", "A joke that she regrets halfway. The lights go dim while she does it."),
        ("Mele", "It is never a joke up there."),
    ),
    keeper(1, 19.0, "Wanjiru", "The three bells come from the right, and the house is on the right. Behind her."),
    keeper(
        2,
        5.0,
        "Kofi",
        "Twenty-two metres. I have been up eighteen on a calm day and talked to every single rung.",
        ("Wanjiru", "Two hooks, always. She has none."),
    ),
    keeper(2, 9.5, "Rashid", "‘No. I have not.’ Best line of the year and it is four words."),
    keeper(
        2,
        13.5,
        "Agnieszka",
        "The wind stops before the snow is below her. Listen: the wires go quiet first.",
        ("Hanh", "And her lamp stops swinging. I went back twice for it."),
    ),
    keeper(
        2,
        19.0,
        "Torvald",
        "There is the rose one. My barn was that colour for a minute in 1989, and nobody in town believed me.",
        ("Oddny", "I believe you. We wrote it down as ‘other’."),
    ),
    keeper(2, 22.5, "Mele", "‘You are not only weather.’ I said it aloud with her. The neighbours knocked."),
    keeper(
        3,
        6.0,
        "Grégoire",
        "Nothing in the sky, everything in the lake. I turned the screen over to make sure.",
        ("Sinéad", "So did I. It is the lake."),
    ),
    keeper(
        3,
        14.0,
        "Agnieszka",
        "A line for tomorrow, already filled in. And she reads it without her lamp.",
        ("Wanjiru", "By the light of whoever wrote it, I suppose."),
        ("Anselm", "I kept such a book for thirty years. You never write ahead. Never."),
    ),
    keeper(3, 20.5, "Pablo", "Three bells again, and this time from below. I felt it in my feet."),
    keeper(
        4,
        8.0,
        "Oddny",
        "Morning at last, and she does not sound glad of it.",
        ("Tomasz", "Would you be? Somebody is coming to take over the only thing that answers."),
    ),
    keeper(
        4,
        15.5,
        "Sinéad",
        "‘I can see both of you.’ Stop. Back. Both of WHO.",
        ("Hanh", "There is one figure at the window. I counted in every frame."),
        ("Mateus", "One that stands in the light."),
    ),
    keeper(4, 21.5, "Anselm", "He does not land. I would not have landed either."),
    about(
        "coral-city",
        5.5,
        "Leila",
        "Nilo says twelve. I say eleven and one behind the title. Anybody?",
        ("Pablo", "Twelve."),
    ),
    about(
        "coral-city",
        14.0,
        "Farid",
        "Here, where there is no more room: it looks like our quarter from the ferry.",
        ("Yewande", "It looks like every quarter, I think. That is why it hurts a bit."),
    ),
    about(
        "coral-city",
        19.0,
        "Wanjiru",
        "When the streets let go the notes get further apart too. It counts them for you.",
    ),
    about("rain-on-a-tin-roof", 5.5, "Dao", "‘There. Did you hear?’ I had not. I went back, and I had not again."),
    about(
        "rain-on-a-tin-roof",
        13.0,
        "Chiara",
        "When it is this loud you can say anything you like. So what did she say? I cannot hear it.",
        ("Kofi", "That is the point, I believe. She said it, and nobody had to hear."),
        ("Oddny", "I turned it up. There is a voice under it, and it is laughing."),
    ),
    about("two-tones-in-blue", 7.0, "Emre", "Here the second one strays: about two hertz. It itches exactly there."),
    about(
        "two-tones-in-blue",
        17.5,
        "Keiko",
        "Back in tune, and the picture forgives them at once. I would have taken longer.",
        ("Priya", "It has only twenty seconds."),
    ),
    about(
        "nine-thousand-swallows",
        13.0,
        "Daniel",
        "Falcon from the upper left. Three of us ducked; the baby laughed.",
        ("Mateus", "It misses. It nearly always misses, my father said."),
    ),
    about(
        "paper-moons",
        9.0,
        "Agnieszka",
        "The third one is cut crooked. It is the only one that looks like the real one.",
    ),
    about(
        "paper-moons",
        15.5,
        "Chiara",
        "There she is, the ship, under the sixth moon. I had stopped looking at the water.",
        ("Rashid", "I saw her light first, and then thought it was another star."),
    ),
    about(
        "snowblind-radio",
        8.0,
        "Hanh",
        "One flake on the left, one note on the left. I closed my eyes and could still see it.",
    ),
    about(
        "pendulum-season",
        16.5,
        "Xiomara",
        "Now! All fifteen. And then it is over before you have breathed out.",
        ("Jarek", "Sixteen seconds and a half. You could set a watch by it."),
    ),
    about("the-lissajous-waltz", 10.0, "Emre", "From here on it is one-two-three under one-two. Try to clap both."),
    about("moth-hour", 12.0, "Ilse", "The big pale one goes round the wrong way. Everybody else lets it."),
    about(
        "nocturne-for-looms",
        9.0,
        "Bram",
        "Row nine: one thread over where it should go under. They kept it in.",
        ("Rashid", "I looked for it for three nights. You are right, and it is beautiful."),
    ),
    about("four-suns", 11.0, "Sinéad", "The third sun is down, and the shadows lie across one another like a net."),
    about(
        "the-long-current",
        8.0,
        "Pablo",
        "See the eddy in the lower left? It has been there for six years, in the real one.",
    ),
)
