import { runScript } from '#scripts/run-script.ts';
import { runStories } from './run-stories.ts';
import { addsAnApp } from './second-factor.ts';
import { buysWithoutXlm } from './without-xlm.ts';

/** `npm run e2e:accounts`: people without XLM, and a second factor. Each story is another person. */
const stories = { buysWithoutXlm, addsAnApp };

await runScript(() =>
	runStories(Object.entries(stories).map(([name, work]) => ({ works: { [name]: work } }))),
);
