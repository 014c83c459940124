import { runScript } from '#scripts/run-script.ts';
import { runStories, type Visits } from './run-stories.ts';
import { datesAreCheckedWhereWritten, keepsWhatWasTyped, oddWordsAreHarmless } from './written-words.ts';

const visits: Visits = [
	{ name: 'words', works: { oddWordsAreHarmless, keepsWhatWasTyped, datesAreCheckedWhereWritten } },
];

/** `npm run e2e:pages [-- --only <part of a name>]`: pages as people meet them, with what people write. */
await runScript(() => runStories(visits));
