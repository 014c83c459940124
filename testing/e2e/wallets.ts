import { runScript } from '#scripts/run-script.ts';
import * as addUsdc from './add-usdc.ts';
import { runStories } from './run-stories.ts';
import { signInWithFreighter } from './sign-in.ts';
import * as faults from './wallet-faults.ts';

/**
 * `npm run e2e:wallets`: Freighter and LOBSTR, what goes wrong with them, and a sign-in by signature. Each story is
 * another person.
 */
const stories = { signInWithFreighter, ...faults, ...addUsdc };

await runScript(() =>
	runStories(Object.entries(stories).map(([name, work]) => ({ works: { [name]: work } }))),
);
