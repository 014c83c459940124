import { runScript } from '#scripts/run-script.ts';
import * as phoneKey from './phone-key.ts';
import { runStories } from './run-stories.ts';

/** `npm run e2e:purchase`: a purchase that survives, and a phone that is its key. Each story is another person. */
const stories = { ...phoneKey };

await runScript(() =>
	runStories(Object.entries(stories).map(([name, work]) => ({ works: { [name]: work } }))),
);
