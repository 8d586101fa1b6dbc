"""The pages; ``BLUEPRINTS`` lists them all."""

from contest.views import accounts, assets, home, sign_ins

BLUEPRINTS = (assets.blueprint, home.blueprint, accounts.blueprint, sign_ins.blueprint)
