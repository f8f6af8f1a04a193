"""Writes histories.txt: review histories with the intervals that py-fsrs, the reference implementation, computes.

    pip install fsrs==6.3.2
    python histories.py > histories.txt
"""

import random
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from fsrs import Card, Rating, Scheduler

# Histories that show one thing each. A review is a rating and the days since the previous review; without days, the card
# is reviewed on the day on which it is due.
CHOSEN = [
    ("first review", "again"),
    ("first review", "hard"),
    ("first review", "good"),
    ("first review", "easy"),
    ("always on the due day", "again again again again again"),
    ("always on the due day", "hard hard hard hard hard hard hard hard"),
    ("always on the due day", "good good good good good good good good"),
    ("always on the due day", "easy easy easy easy easy"),
    ("ratings in turn", "again hard good easy again hard good easy"),
    ("ratings in turn", "easy good hard again easy good hard again"),
    ("one lapse", "good good good again good good"),
    ("two lapses", "good good good again again good good good"),
    ("a lapse of an old card", "easy easy easy again hard good"),
    ("a lapse, then easy", "hard hard again easy easy"),
    ("hard once", "good good hard good good"),
    ("easy once", "good good easy good good"),
    ("one day late", "good good+3 good+12 good+48"),
    ("twice as late as due", "good good+4 good+30 good+180"),
    ("a year late", "good good+367 good"),
    ("a year late and forgotten", "good good+367 again+500 good"),
    ("one day early", "good good+1 good+3 good+12"),
    ("very early", "easy good+1 good+1 good+1 good+1"),
    ("early and forgotten", "good good again+2 good"),
    ("forgotten long after it was due", "again again+400 easy+3 good+3"),
    ("again on the same day", "again good+0 good"),
    ("again on the same day", "good good+0 easy+0 hard+0 again+0 good"),
    ("again on the same day after a lapse", "good good again good+0 good"),
    ("the easiest card", "easy easy+1 easy+1 easy+1 easy+1 easy"),
    ("the most difficult card", "again again again again again again again again again again good"),
    ("up to the longest interval", "easy easy easy easy easy easy easy easy good"),
]
RANDOM = 200


def line(about, reviews):
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, now, interval, shown = Card(), datetime(2026, 1, 1, tzinfo=timezone.utc), 0, []
    for rating, days in reviews:
        days = interval if days is None else days
        now += timedelta(days=days)
        card, _ = scheduler.review_card(card, Rating[rating.capitalize()], now)
        interval = (card.due - now).days
        shown.append(f"{rating}+{days}={interval}")
    return f"{about}: {' '.join(shown)}"


def parse(review):
    rating, _, days = review.partition("+")
    return rating, int(days) if days else None


def random_history():
    reviews = []
    for _ in range(random.randint(2, 10)):
        rating = random.choices(["again", "hard", "good", "easy"], [2, 2, 5, 2])[0]
        days = random.choices([None, 0, random.randint(1, 10), random.randint(10, 400)], [6, 1, 2, 1])[0]
        reviews.append((rating, days if reviews else None))
    return reviews


random.seed(1)
print(f"# Written by histories.py with py-fsrs {version('fsrs')} (PyPI: fsrs), which implements FSRS-6. Settings: the default")
print("# parameters and retention (0.9), no fuzzing, no learning or relearning steps.")
print("# A review is a rating, the days since the previous review, and the days until the card is due.")
for about, history in CHOSEN:
    print(line(about, [parse(review) for review in history.split()]))
for _ in range(RANDOM):
    print(line("random", random_history()))
