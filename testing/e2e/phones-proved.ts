import { runScript } from '#scripts/run-script.ts';
import { runStories } from './run-stories.ts';
import { rungPhoneIsProved } from './rung-phone.ts';

/** `npm run e2e:phones`: phones that strangers made ring, with scripts and without. */
await runScript(() =>
	runStories([
		{ works: { rungPhoneIsProved } },
		{ works: { rungPhoneWithoutScripts: rungPhoneIsProved }, options: { javaScriptEnabled: false } },
	]),
);
