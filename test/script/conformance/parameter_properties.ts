// SPDX-License-Identifier: Apache-2.0
// Parameter properties are fields, in front of those of the class's body.
import { same } from './assert.js';
export default function () {
    class Item { total = 1; constructor(public id: number, readonly name = 'n', private hidden?: string) { this.total += id; } }
    same(Object.keys(new Item(2)).join(), 'id,name,hidden,total'); same(new Item(2).total, 3);
    same(JSON.stringify(new Item(1, 'x')), '{"id":1,"name":"x","total":2}');
    class Special extends Item { extra = this.id + 1; constructor(protected rate: number, id = 7) { super(id); this.extra += rate; } }
    same(Object.keys(new Special(3)).join(), 'id,name,hidden,total,rate,extra'); same(new Special(3).extra, 11);
}
