// SPDX-License-Identifier: Apache-2.0
// What subclasses of the built-ins inherit: their kind, their methods' answers, their own add.
export default function () {
    class List extends Array { last() { return this[this.length - 1]; } }
    const list = List.of(3, 1, 2); console.log(list instanceof List, list.length, list.last());
    console.log(list.map(x => x * 2) instanceof List, list.filter(x => x > 1).last(), list.slice(1) instanceof List, list.concat([9]).last(), list.flatMap(x => [x, x]).length);
    console.log(List.from('abc').last(), List.from({ length: 2, 0: 'x', 1: 'y' }).last(), Array.from(list) instanceof List, [...list] instanceof List);
    console.log(list.splice(0, 1) instanceof List, list.length, list.toSorted() instanceof List);
    class Plain extends Array { static get [Symbol.species]() { return Array; } } console.log(new Plain(1, 2).map(x => x) instanceof Plain, Array[Symbol.species] === Array);
    class Odd extends Set { add(x) { return x % 2 ? super.add(x) : this; } } console.log([...new Odd([1, 2, 3, 4])].join());
    class Upper extends Map { set(k, v) { return super.set(k.toUpperCase(), v); } } console.log([...new Upper([['a', 1]]).keys()].join());
    console.log([...new Odd([1, 3]).union(new Set([2]))].join(), new Odd([1]).union(new Set()) instanceof Odd);
}
// expect: true 3 2
// expect: true 2 true 9 6
// expect: c y false false
// expect: true 2 false
// expect: false true
// expect: 1,3
// expect: A
// expect: 1,3,2 false
