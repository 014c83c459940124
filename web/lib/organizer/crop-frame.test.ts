import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { heightOf, narrowest, partOf, placed, resized, widest } from './crop-frame.ts';

const test = suite('the part of a picture');

const sizes = fc.record({
	width: fc.integer({ min: 800, max: 3200 }),
	height: fc.integer({ min: 480, max: 3200 }),
});

test('however it is moved and resized, the part stays inside the picture and wide enough', () => {
	fc.assert(
		fc.property(
			sizes,
			fc.array(fc.tuple(fc.integer(), fc.integer(), fc.integer()), { maxLength: 8 }),
			(size, moves) => {
				let frame = partOf('middle', size);
				for (const [left, top, width] of moves) {
					frame = placed(resized(frame, width, size), left, top, size);
					assert.ok(frame.left >= 0 && frame.left + frame.width <= size.width);
					assert.ok(frame.top >= 0 && frame.top + heightOf(frame, size) <= size.height);
					assert.ok(frame.width >= narrowest(size) && frame.width <= widest(size));
				}
			},
		),
	);
});

test('a form without scripts chooses along the longer side', () => {
	const wide = { width: 2000, height: 600 };
	assert.equal(partOf('start', wide), { left: 0, top: 0, width: 1000 });
	assert.equal(partOf('middle', wide), { left: 500, top: 0, width: 1000 });
	assert.equal(partOf('end', wide), { left: 1000, top: 0, width: 1000 });
	const tall = { width: 1000, height: 2000 };
	assert.equal(partOf('end', tall), { left: 0, top: 1400, width: 1000 });
});

test('resizing keeps the middle if there is room', () => {
	const size = { width: 2000, height: 2000 };
	assert.equal(resized({ left: 400, top: 400, width: 1000 }, 800, size), { left: 500, top: 460, width: 800 });
});

test.run();
