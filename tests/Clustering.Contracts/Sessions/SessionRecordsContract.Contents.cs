using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// What keys and values may hold.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Commit_OfFiveThousandKeysAtOnce_StoresAndRemovesThemAll()
    {
        var values = Enumerable.Range(0, 5_000).ToDictionary(i => $"k{i}", i => new SessionWrite(SessionRequest.Pack($"{i}"), i % 2 == 0 ? Minute : null));
        var request = await RequestAsync();

        await request.CommitAsync(request.Delta() with { Sets = values });

        var loaded = await RequestAsync();
        Assert.Equal(5_000, loaded.Snapshot!.Entries.Count);
        Assert.All(loaded.Snapshot.Entries, entry => Assert.Equal(values[entry.Key].Envelope, entry.Value.Envelope));
        Assert.All(loaded.Snapshot.Entries, entry => Assert.Equal(values[entry.Key].Lifetime is null, entry.Value.Deadline == long.MaxValue));

        await loaded.CommitAsync(loaded.Delta() with { Sets = SessionRequest.Sets(("last", "1")), Removes = [.. values.Keys] });
        Assert.Equal("last=1", await ReadAsync());
    }

    [Fact]
    public async Task Renew_OfFiveThousandKeys_KeepsThemUnderBothIds()
    {
        var request = await RequestAsync();
        await request.CommitAsync(request.Delta() with
        {
            Sets = Enumerable.Range(0, 5_000).ToDictionary(i => $"k{i}", i => new SessionWrite(SessionRequest.Pack($"{i}"), null)),
        });
        var newId = Backend.NewId();

        await (await RequestAsync()).RenewAsync(newId);

        Assert.Equal(5_000, (await LoadAsync()).Snapshot!.Entries.Count);
        Assert.Equal(5_000, (await LoadAsync(newId)).Snapshot!.Entries.Count);
    }

    [Fact]
    public async Task Commit_OfEveryByte_GivesEveryByteBack()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var request = await RequestAsync();
        await request.CommitAsync(request.Delta() with
        {
            Sets = new Dictionary<string, SessionWrite> { ["bytes"] = new(bytes, null), ["empty"] = new(SessionEnvelope.Pack([]), null) },
        });

        var entries = (await LoadAsync()).Snapshot!.Entries;
        var taken = await (await RequestAsync()).TakeAsync("bytes");

        Assert.Equal(bytes, entries["bytes"].Envelope);
        Assert.Equal([SessionEnvelope.Plain], entries["empty"].Envelope);
        Assert.Equal(bytes, taken.Result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("a\r\nb")]
    [InlineData("{a}")]
    [InlineData("%d %s %.0f")]
    [InlineData("#inc")]
    [InlineData("#user")]
    [InlineData(".a")]
    [InlineData("@a")]
    [InlineData("ключ 🙂")]
    [InlineData("1")]
    public async Task Commit_OfAnOddKey_TreatsItAsAnyOther(string key)
    {
        await BeginAsync(("a", "1"), (key, "value"));
        await (await RequestAsync()).SetAsync(key, "another", 5 * Minute);

        var load = await LoadAsync();
        Assert.Equal(2, load.Snapshot!.Entries.Count);
        Assert.Equal("another", SessionRequest.Unpack(load.Snapshot.Entries[key].Envelope));
        Assert.NotEqual(long.MaxValue, load.Snapshot.Entries[key].Deadline);
        Assert.Equal("another", SessionRequest.Unpack((await (await RequestAsync()).TakeAsync(key)).Result!));
        Assert.Equal("1", Result(await (await RequestAsync()).IncrementAsync(key)));
        await (await RequestAsync()).RemoveAsync(key);
        Assert.Equal("a=1", await ReadAsync());
    }

    [Fact]
    public async Task SignIn_WithAnOddDevice_ListsItAsItIs()
    {
        const string Device = "=+-\0\r\n{}\"Firefox\" auf Annas Gerät 🙂";

        await (await RequestAsync()).SignInAsync("anna", Device);

        Assert.Equal(Device, Assert.Single(await ListAsync("anna")).Device);
    }
}
