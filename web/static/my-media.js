// Files that are dropped on "My media" are sent at once.
import { takeDropped } from './dropping.js';
import { titleOf } from './sending.js';
import { add } from './upload.js';

takeDropped((files) => add(files.map((file) => ({ file, title: titleOf(file.name) }))));
