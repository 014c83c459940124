import { runScript } from '#scripts/run-script.ts';
import { addsAPasskey, isPaidByHeldAccount } from './held-account.ts';
import { publishesByHeldAccount, replacesLostPasskeys, withdrawsAfterThreeDays } from './held-stories.ts';
import { runStories } from './run-stories.ts';
import { addsAnApp } from './second-factor.ts';
import { buysWithoutXlm, opensANewWallet } from './without-xlm.ts';

/** `npm run e2e:accounts`: people without XLM or a wallet, and second factors. Each story is another person. */
const stories = {
	...{ buysWithoutXlm, opensANewWallet, addsAnApp, addsAPasskey, isPaidByHeldAccount },
	...{ publishesByHeldAccount, withdrawsAfterThreeDays, replacesLostPasskeys },
};

await runScript(() =>
	runStories(Object.entries(stories).map(([name, work]) => ({ works: { [name]: work } }))),
);
